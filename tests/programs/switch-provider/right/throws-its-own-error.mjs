import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
const q = "What is a good plan B?";
const openai = async () => (await new OpenAI({maxRetries:0}).chat.completions.create({ model: "gpt-5.4-mini", messages: [{role:"user",content:q}] })).choices[0].message.content;
const anthropic = async () => (await new Anthropic({maxRetries:0}).messages.create({ model: "claude-haiku-5-5", max_tokens: 300, messages: [{role:"user",content:q}] })).content[0].text;
const order = process.env.PROVIDER === "openai" ? [openai, anthropic] : [anthropic, openai];
let done = false;
for (const ask of order) {
  try { console.log(await ask()); done = true; break; } catch (e) { console.error(e); }
}
if (!done) throw new Error("all providers failed");
