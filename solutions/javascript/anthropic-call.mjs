// Ask a Claude model, show its reply and its tokens.

import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic(); // reads ANTHROPIC_API_KEY and ANTHROPIC_BASE_URL by itself

const message = await client.messages.create({
  model: "claude-haiku-5-5",
  max_tokens: 300, // required by this API
  system: "Answer in one sentence.",
  messages: [{ role: "user", content: "Why is the sky blue?" }],
});

// A reply consists of blocks; not all of them need to be text.
const texts = message.content.filter((block) => block.type === "text").map((block) => block.text);
console.log(texts.join(""));
console.log(`${message.usage.input_tokens} input tokens, ${message.usage.output_tokens} output tokens`);
