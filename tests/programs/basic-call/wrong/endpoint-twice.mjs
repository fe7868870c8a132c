import OpenAI from "openai";

const ai = new OpenAI({ baseURL: `${process.env.OPENAI_BASE_URL}/chat/completions` });
try {
  const answer = await ai.chat.completions.create({
    model: "gpt-5.4-mini",
    messages: [{ role: "user", content: "Who was Ada Lovelace?" }],
  });
  console.log(answer.choices[0].message.content);
} catch (problem) {
  console.log(`${problem}`);
}
