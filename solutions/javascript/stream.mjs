// Show a reply while it arrives, then why it ended and how many tokens it had.

import OpenAI from "openai";

const client = new OpenAI();

const stream = await client.chat.completions.create({
  model: "gpt-5.4-mini",
  messages: [{ role: "user", content: "Tell me about the sea." }],
  stream: true,
  stream_options: { include_usage: true },
});

let reason = null; // stays like this when the stream breaks off
let tokens = null;
for await (const chunk of stream) {
  const choice = chunk.choices[0]; // the event with the usage has none
  process.stdout.write(choice?.delta?.content ?? "");
  reason = choice?.finish_reason ?? reason;
  tokens = chunk.usage?.completion_tokens ?? tokens;
}
console.log();

if (reason === null) console.log("The reply broke off.");
else console.log(`Ended because: ${reason}. Output tokens: ${tokens}`);
