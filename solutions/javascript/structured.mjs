// Take a booking out of a message and compute its price.

import OpenAI from "openai";

const NIGHT = 80;

const schema = {
  type: "object",
  properties: {
    customer: { type: "string" },
    city: { type: "string" },
    nights: { type: "integer" },
  },
  required: ["customer", "city", "nights"],
  additionalProperties: false,
};

const client = new OpenAI();
const completion = await client.chat.completions.create({
  model: "gpt-5.4-mini",
  messages: [
    { role: "system", content: "Take the booking out of the user's message." },
    { role: "user", content: process.env.MESSAGE },
  ],
  response_format: {
    type: "json_schema",
    json_schema: { name: "booking", strict: true, schema },
  },
});
const { message, finish_reason } = completion.choices[0];

// First what a schema cannot prevent, then the fields.
if (message.refusal) {
  console.log(message.refusal);
} else if (finish_reason === "length") {
  console.log("incomplete: the reply was cut off");
} else {
  const booking = JSON.parse(message.content);
  if (booking.nights < 1) {
    console.log(`rejected: ${booking.nights} nights make no sense`);
  } else {
    for (const field of ["customer", "city", "nights"]) console.log(`${field}: ${booking[field]}`);
    console.log(`total: ${booking.nights * NIGHT}`);
  }
}
