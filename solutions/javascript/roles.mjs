// Ask two questions in one conversation, under rules of our own.

import OpenAI from "openai";

const RULES = "You are a museum guide. Answer in one short sentence.";
const QUESTIONS = ["Who painted the Mona Lisa?", "When was he born?"];

const client = new OpenAI();
// The API remembers nothing: this list is the whole conversation. What stands at
// its head goes out with every request.
const messages = [{ role: "system", content: RULES }];

for (const question of QUESTIONS) {
  messages.push({ role: "user", content: question });
  const completion = await client.chat.completions.create({ model: "gpt-5.4-mini", messages });
  const reply = completion.choices[0].message.content;
  console.log(`> ${question}`);
  console.log(reply);
  // The model said it, so the role is `assistant`.
  messages.push({ role: "assistant", content: reply });
}
