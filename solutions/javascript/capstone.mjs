// A support bot for a shop.

import readline from "node:readline";
import OpenAI from "openai";

const MODEL = "gpt-5.4-mini";
const MAX_ROUNDS = 5;
const ORDERS = new Map([["48213", "packed on Monday"], ["7730", "on its way to you"]]);
const ROLE =
  "You are the support of a small shop. Be brief and kind. Never promise what you do not know.";
const CARD = /(?:\d{4}[ -]?){3}\d{4}/g;

const tools = [
  {
    type: "function",
    function: {
      name: "order_status",
      description: "The state of an order.",
      strict: true,
      parameters: {
        type: "object",
        properties: { order: { type: "string", description: "the order's number" } },
        required: ["order"],
        additionalProperties: false,
      },
    },
  },
];

// The SDK waits and tries again by itself, here up to four times. It is the only
// place where retries happen.
const client = new OpenAI({ maxRetries: 4 });

/** The result of a tool call, as a text. Arguments are input from a stranger. */
function run(call) {
  try {
    const { order } = JSON.parse(call.function.arguments);
    return JSON.stringify({ order, status: ORDERS.get(order) ?? "unknown order" });
  } catch {
    return JSON.stringify({ error: "bad arguments" });
  }
}

/** One turn: the line goes in, the reply comes out, with tools in between. */
async function turn(messages, line) {
  messages.push({ role: "user", content: line.replace(CARD, "[CARD]") });
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const completion = await client.chat.completions.create({ model: MODEL, messages, tools });
    const { message } = completion.choices[0];
    messages.push(message);
    if (!message.tool_calls?.length) return message.content;
    for (const call of message.tool_calls) {
      messages.push({ role: "tool", tool_call_id: call.id, content: run(call) });
    }
  }
  messages.push({ role: "assistant", content: "I could not find that out." });
  return "I could not find that out.";
}

const messages = [{ role: "system", content: ROLE }];
const lines = readline.createInterface({ input: process.stdin, output: process.stdout, prompt: "You: " });
console.log("Support. Type quit or exit to leave.");
lines.prompt();
for await (const typed of lines) {
  const line = typed.trim();
  if (["quit", "exit"].includes(line.toLowerCase())) break;
  if (line) {
    const saved = messages.length;
    try {
      console.log(`Bot: ${await turn(messages, line)}`);
    } catch (error) {
      if (!(error instanceof OpenAI.APIError)) throw error;
      messages.length = saved; // half a turn must not stay in the history
      console.log(`Bot: Sorry, that did not work (${error.message}). Please try again.`);
    }
  }
  lines.prompt();
}
lines.close();
