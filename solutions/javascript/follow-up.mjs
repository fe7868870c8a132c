// Ask two questions; the API keeps the context.

import OpenAI from "openai";

const INSTRUCTIONS = "You answer in one short sentence.";

const client = new OpenAI();

const first = await client.responses.create({
  model: "gpt-5.4-mini",
  instructions: INSTRUCTIONS,
  input: "Who wrote the novel Emma?",
});
console.log(first.output_text);

const second = await client.responses.create({
  model: "gpt-5.4-mini",
  instructions: INSTRUCTIONS, // not carried over, so they come along again
  input: "When was she born?", // only what is new: the API has the rest
  previous_response_id: first.id,
});
console.log(second.output_text);
