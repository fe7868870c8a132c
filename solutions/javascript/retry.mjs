// Ask one question, and come through a busy or a broken server.

import { setTimeout as sleep } from "node:timers/promises";
import OpenAI from "openai";

const MAX_TRIES = 5;
const FIRST_WAIT_S = 0.5;
const LONGEST_WAIT_S = 60;

// The SDK would retry twice by itself. One loop is easier to reason about than
// two, one inside the other: 5 tries of 3 requests each would be 15 requests.
const client = new OpenAI({ maxRetries: 0 });

/** Whether the same request may succeed a little later. */
function worthRetrying(error) {
  if (error instanceof OpenAI.APIConnectionError) return true; // no answer at all, or too late
  if (error.type === "insufficient_quota") return false; // a 429 that waiting does not cure
  return [408, 409, 429].includes(error.status) || error.status >= 500;
}

/** 0.5, 1, 2, 4, … seconds, but at least what the server asks for. */
function secondsToWait(failures, error) {
  const asked = Number(error.headers?.get("retry-after")) || 0;
  const wait = Math.max(FIRST_WAIT_S * 2 ** (failures - 1), asked);
  // Jitter: up to a quarter more, so that many programs that failed at the same
  // moment do not all come back at the same moment. The fixed part is there
  // because a timer may ring a millisecond early.
  return wait * (1.01 + 0.24 * Math.random());
}

/** The reply's text; throws the last error when all tries have failed. */
async function ask(question) {
  for (let tries = 1; ; tries++) {
    try {
      const completion = await client.chat.completions.create({
        model: "gpt-5.4-mini",
        messages: [{ role: "user", content: question }],
      });
      return completion.choices[0].message.content;
    } catch (error) {
      if (!(error instanceof OpenAI.APIError)) throw error; // a mistake in this program
      const wait = secondsToWait(tries, error);
      if (tries === MAX_TRIES || wait > LONGEST_WAIT_S || !worthRetrying(error)) throw error;
      console.error(`Try ${tries} failed (${error.message}). Waiting ${wait.toFixed(1)} s.`);
      await sleep(wait * 1000);
    }
  }
}

try {
  console.log(await ask("Name one thing that is worth waiting for."));
} catch (error) {
  console.error(`Giving up: ${error.message}`);
  process.exitCode = 1;
}
