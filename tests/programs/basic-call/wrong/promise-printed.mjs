import OpenAI from "openai";

const openai = new OpenAI();

async function main() {
  const completion = openai.chat.completions.create({
    messages: [{ role: "user", content: "Say hello" }],
    model: "gpt-4o-mini",
  });
  console.log(completion);
}

main();
