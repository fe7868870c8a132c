// Two vendors, and a plan B: when the chosen one fails, the other one is asked.

import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

async function askOpenAI(question) {
  const completion = await new OpenAI({ maxRetries: 1 }).chat.completions.create({
    model: "gpt-5.4-mini",
    messages: [{ role: "user", content: question }],
  });
  return completion.choices[0].message.content;
}

async function askAnthropic(question) {
  const message = await new Anthropic({ maxRetries: 1 }).messages.create({
    model: "claude-haiku-5-5",
    max_tokens: 300,
    messages: [{ role: "user", content: question }],
  });
  return message.content.filter((block) => block.type === "text").map((block) => block.text).join("");
}

const vendors = { openai: askOpenAI, anthropic: askAnthropic };

/** The reply of the first vendor that answers; null when none does. */
async function ask(question, first) {
  const order = [first, ...Object.keys(vendors).filter((name) => name !== first)];
  for (const name of order) {
    try {
      return await vendors[name](question);
    } catch (error) {
      if (!(error instanceof OpenAI.APIError || error instanceof Anthropic.APIError)) throw error;
      console.error(`${name} does not answer: ${error.message}`);
    }
  }
  return null;
}

const reply = await ask("What is a good plan B for a picnic?", process.env.PROVIDER ?? "openai");
console.log(reply ?? "Nobody answers. Please try again later.");
