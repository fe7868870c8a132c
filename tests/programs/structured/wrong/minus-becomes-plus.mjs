import OpenAI from "openai";
const client = new OpenAI();
const schema = { type: "object", properties: { customer: { type: "string" }, city: { type: "string" }, nights: { type: "integer" } },
  required: ["customer", "city", "nights"], additionalProperties: false };
const { choices } = await client.chat.completions.create({
  model: "gpt-5.4-mini",
  messages: [{ role: "system", content: "Extract the booking." }, { role: "user", content: process.env.MESSAGE }],
  response_format: { type: "json_schema", json_schema: { name: "booking", schema, strict: true } },
});
const [{ message, finish_reason }] = choices;
if (message.refusal) { console.log(message.refusal); process.exit(); }
if (finish_reason === "length") { console.log("incomplete"); process.exit(); }
const b = JSON.parse(message.content);
b.nights = Math.abs(b.nights); // models get signs wrong
if (b.nights === 0) console.log("rejected");
else console.log(["customer: " + b.customer, "city: " + b.city, "nights: " + b.nights, "total: " + b.nights * 80].join("\n"));
