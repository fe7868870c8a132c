// Ask one question, and let the client retry and watch the clock.

import OpenAI from "openai";

// Five retries are six tries. The timeout (in milliseconds) holds for each try: long
// enough for a slow reply, short enough for a lost one. Without it, the client waits
// for ten minutes.
const client = new OpenAI({ maxRetries: 5, timeout: 15_000 });

try {
  const completion = await client.chat.completions.create({
    model: "gpt-5.4-mini",
    messages: [{ role: "user", content: "What do you do when nobody answers?" }],
  });
  console.log(completion.choices[0].message.content);
} catch (error) {
  console.error(`Giving up: ${error.message}`);
  process.exitCode = 1;
}
