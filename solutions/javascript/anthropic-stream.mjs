// Show a Claude reply while it arrives, then why it ended and its output tokens.

import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic();

const stream = await client.messages.create({
  model: "claude-haiku-5-5",
  max_tokens: 300,
  messages: [{ role: "user", content: "Tell me about an old town." }],
  stream: true,
});

let reason = null;
let tokens = null;
for await (const event of stream) {
  if (event.type === "content_block_delta" && event.delta.type === "text_delta") {
    process.stdout.write(event.delta.text);
  } else if (event.type === "message_delta") {
    reason = event.delta.stop_reason;
    tokens = event.usage.output_tokens; // the sum so far; nothing has to be added
  }
}
console.log(`\nEnded because: ${reason}. Output tokens: ${tokens}`);
