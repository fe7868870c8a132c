// Send a list of reviews through the batch endpoint.

import { setTimeout as sleep } from "node:timers/promises";
import OpenAI, { toFile } from "openai";

const MODEL = "gpt-5.4-mini";
const POLL_MS = 500; // a real batch takes minutes or hours: ask once a minute

const client = new OpenAI();
const reviews = process.env.REVIEWS.split("\n");

const requests = reviews.map((review, i) => ({
  custom_id: `review-${i + 1}`, // results come in any order
  method: "POST",
  url: "/v1/chat/completions",
  body: {
    model: MODEL,
    messages: [{ role: "user", content: `Positive or negative? ${review}` }],
  },
}));
const lines = requests.map((request) => JSON.stringify(request)).join("\n");

const file = await client.files.create({
  file: await toFile(Buffer.from(lines), "reviews.jsonl"),
  purpose: "batch",
});
let batch = await client.batches.create({
  input_file_id: file.id,
  endpoint: "/v1/chat/completions",
  completion_window: "24h",
});
while (["validating", "in_progress", "finalizing"].includes(batch.status)) {
  await sleep(POLL_MS);
  batch = await client.batches.retrieve(batch.id);
}
if (batch.status !== "completed") throw new Error(`The batch is ${batch.status}.`);

const replies = new Map();
if (batch.output_file_id) { // none when every request failed
  const results = await (await client.files.content(batch.output_file_id)).text();
  for (const line of results.split("\n").filter(Boolean)) {
    const result = JSON.parse(line);
    replies.set(result.custom_id, result.response.body.choices[0].message.content);
  }
}

// What has no result has failed; the error file says why.
requests.forEach(({ custom_id }, i) => console.log(`${i + 1}: ${replies.get(custom_id) ?? "failed"}`));
