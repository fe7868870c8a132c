// A limit for one reply, and three replies at once.

import OpenAI from "openai";

const MODEL = "gpt-5.4-mini";

const client = new OpenAI();

const {
  choices: [story],
} = await client.chat.completions.create({
  model: MODEL,
  messages: [{ role: "user", content: "Tell me a story." }],
  max_completion_tokens: 40,
});
console.log(story.message.content);
// `length` means that the limit cut the reply off; `stop` that it is whole.
console.log("finish_reason:", story.finish_reason);

const pictures = await client.chat.completions.create({
  model: MODEL,
  messages: [{ role: "user", content: "Describe a picture that you would hang on your wall." }],
  n: 3, // one question, read and paid for once; three replies
});
for (const choice of pictures.choices) {
  console.log(`${choice.index + 1}. ${choice.message.content}`);
}
