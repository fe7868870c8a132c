import OpenAI from "openai";
const client = new OpenAI();
let memory = "";
for (const session of [process.env.SESSION_1, process.env.SESSION_2]) {
  const messages = [{ role: "system", content: "Shop assistant. " + memory }];
  for (const line of session.split("\n")) {
    messages.push({ role: "user", content: line });
    const { choices } = await client.chat.completions.create({ model: "gpt-5.4-mini", messages });
    messages.push(choices[0].message);
    console.log(choices[0].message.content);
  }
  memory = "What you said yesterday: " + messages.filter((m) => m.role === "assistant").map((m) => m.content).join(" ");
}
