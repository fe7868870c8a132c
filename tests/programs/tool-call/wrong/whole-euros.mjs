import OpenAI from "openai";
const client = new OpenAI();
const cents = { notebook: 349, pencil: 89, eraser: 125 };
const tools = [{ type: "function", function: { name: "total_price", description: "total price in euros", parameters: {
  type: "object", properties: { item: { type: "string" }, quantity: { type: "number" } }, required: ["item", "quantity"] } } }];
const messages = [{ role: "user", content: "what do pencils cost?" }];
let message;
do {
  ({ message } = (await client.chat.completions.create({ model: "gpt-5.4-mini", messages, tools })).choices[0]);
  messages.push(message);
  for (const { id, function: f } of message.tool_calls ?? []) {
    const { item, quantity } = JSON.parse(f.arguments);
    const euros = Math.round((cents[item] * quantity) / 100);
    messages.push({ role: "tool", tool_call_id: id, content: Number.isNaN(euros) ? "unknown item" : `${euros} euros` });
  }
} while (message.tool_calls);
console.log(message.content);
