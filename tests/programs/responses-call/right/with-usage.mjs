import OpenAI from "openai";
const r = await new OpenAI().responses.create({ model: "gpt-5.4", instructions: "You are a vet.", input: "Why do cats purr?", max_output_tokens: 200, store: false });
console.table({ in: r.usage.input_tokens, out: r.usage.output_tokens, status: r.status });
console.log(r.output.filter((o) => o.type === "message").flatMap((o) => o.content).map((c) => c.text).join(""));
