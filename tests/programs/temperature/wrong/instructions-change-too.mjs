import OpenAI from "openai";

const ai = new OpenAI();
const moods = new Map([[0, "Answer like a clerk."], [1, "Answer like a pirate."]]);
for (const [temperature, instructions] of moods) {
  const reply = await ai.responses.create({
    model: "gpt-5.4-mini", reasoning: { effort: "none" }, temperature, instructions, input: "Name a boat.",
  });
  console.log(temperature, reply.output_text);
}
