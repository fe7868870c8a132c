// Ask one question through the Responses API.

import OpenAI from "openai";

const client = new OpenAI();

const response = await client.responses.create({
  model: "gpt-5.4-mini",
  instructions: "You answer in one short sentence.",
  input: "Why do cats purr?",
});

// The SDK collects the text of all items here; on the wire it is inside `output`.
console.log(response.output_text);
