// Ask one question, and name the trouble when it fails.

import OpenAI from "openai";

const ADVICE = {
  key: "The key was refused. Check OPENAI_API_KEY.",
  request: "The request is wrong. This has to be mended in the program.",
  quota: "The account has no money left, or has reached a limit of its own.",
  limit: "Too many requests in a minute. Try again a little later.",
  server: "The vendor has trouble. Try again later.",
  network: "There was no answer. Check the connection.",
};

const client = new OpenAI();

/** One word for what went wrong. */
function kindOf(error) {
  if (error instanceof OpenAI.APIConnectionError) return "network"; // no answer, so no status
  if ([401, 403].includes(error.status)) return "key";
  // Before the other 4xx; the type tells the two kinds apart.
  if (error.status === 429) return error.type === "insufficient_quota" ? "quota" : "limit";
  return error.status < 500 ? "request" : "server";
}

try {
  const completion = await client.chat.completions.create({
    model: "gpt-5.4-mini",
    messages: [{ role: "user", content: "What can go wrong, will it?" }],
  });
  console.log(completion.choices[0].message.content);
} catch (error) {
  if (!(error instanceof OpenAI.APIError)) throw error; // a mistake in this program
  const kind = kindOf(error);
  console.error(`error: ${kind}`);
  console.error(ADVICE[kind]);
  if (error.requestID) console.error(`Request id: ${error.requestID}`);
  process.exitCode = 1;
}
