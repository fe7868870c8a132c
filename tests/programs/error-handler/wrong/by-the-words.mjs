import OpenAI from "openai";
try {
  const r = await new OpenAI({ maxRetries: 0 }).chat.completions.create({ model: "gpt-5.4-mini", messages: [{ role: "user", content: "Hi" }] });
  console.log(r.choices[0].message.content);
} catch (e) {
  const m = String(e.message).toLowerCase();
  const kind = m.includes("connection") ? "network" : m.includes("key") ? "key" : m.includes("limit") ? "limit" : e.status >= 500 ? "server" : "request";
  console.log("error: " + kind, e.requestID);
}
