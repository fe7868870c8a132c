// Ask five questions, and slow down when the limit is used up.

import { setTimeout as sleep } from "node:timers/promises";
import OpenAI from "openai";

const QUESTIONS = [1, 2, 3, 4, 5].map((number) => `Give me fun fact number ${number} about the sea.`);
const UNITS = { h: 3600, m: 60, s: 1, ms: 0.001 };

const client = new OpenAI();

/** The seconds in a time such as `900ms`, `2.4s` or `1m3s`. */
function seconds(duration) {
  let sum = 0;
  for (const [, number, unit] of duration.matchAll(/([\d.]+)(ms|h|m|s)/g)) {
    sum += Number(number) * UNITS[unit];
  }
  return sum;
}

/** How long the next call has to wait: not at all while something remains. */
function pauseBeforeNext(headers) {
  if (Number(headers.get("x-ratelimit-remaining-requests") ?? 1) > 0) return 0;
  return seconds(headers.get("x-ratelimit-reset-requests") ?? "1s");
}

let pause = 0;
for (const question of QUESTIONS) {
  if (pause) await sleep(1000 * pause + 50); // clocks differ a little
  const { data, response } = await client.chat.completions
    .create({ model: "gpt-5.4-mini", messages: [{ role: "user", content: question }] })
    .withResponse();
  console.log(data.choices[0].message.content);
  pause = pauseBeforeNext(response.headers);
}
