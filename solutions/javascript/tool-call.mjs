// Let a model use a function of this program.

import OpenAI from "openai";

const PRICES = new Map([["notebook", 349], ["pencil", 89], ["eraser", 125]]); // in cents
const MAX_ROUNDS = 5;

const tools = [
  {
    type: "function",
    function: {
      name: "total_price",
      description: "The price in cents of some pieces of an item that the shop sells.",
      strict: true,
      parameters: {
        type: "object",
        properties: {
          item: { type: "string", description: "for example: pencil" },
          quantity: { type: "integer" },
        },
        required: ["item", "quantity"],
        additionalProperties: false,
      },
    },
  },
];

const client = new OpenAI();

function totalPrice(item, quantity) {
  if (!PRICES.has(item)) return { error: `unknown item: ${item}`, known_items: [...PRICES.keys()] };
  if (!Number.isInteger(quantity) || quantity < 1) return { error: "quantity must be a whole number above 0" };
  return { total_cents: PRICES.get(item) * quantity };
}

/** The result of a tool call, as a text. Arguments are input from a stranger. */
function run(call) {
  if (call.function.name !== "total_price") return JSON.stringify({ error: "unknown function" });
  try {
    const { item, quantity } = JSON.parse(call.function.arguments);
    return JSON.stringify(totalPrice(item, quantity));
  } catch (problem) {
    return JSON.stringify({ error: `bad arguments: ${problem.message}` });
  }
}

const messages = [{ role: "user", content: "What do the pencils for our class cost?" }];
let answer = "The model asked for tools again and again; stopped.";
for (let round = 0; round < MAX_ROUNDS; round++) {
  const completion = await client.chat.completions.create({ model: "gpt-5.4-mini", messages, tools });
  const { message } = completion.choices[0];
  if (!message.tool_calls?.length) {
    answer = message.content;
    break;
  }
  messages.push(message); // the calls, before their results
  for (const call of message.tool_calls) {
    messages.push({ role: "tool", tool_call_id: call.id, content: run(call) });
  }
}
console.log(answer);
