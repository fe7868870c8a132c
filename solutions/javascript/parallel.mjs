// Ask eight questions, up to four at a time.

import OpenAI from "openai";

const AT_ONCE = 4;
const cities = ["Lima", "Oslo", "Quito", "Rome", "Cairo", "Hanoi", "Dakar", "Perth"];

const client = new OpenAI();
const replies = new Array(cities.length);
let next = 0; // the first question that nobody has taken yet

/** The reply about a city; a failure stays with its own question. */
async function ask(city) {
  try {
    const completion = await client.chat.completions.create({
      model: "gpt-5.4-mini",
      messages: [{ role: "user", content: `Name a dish from ${city}.` }],
    });
    return completion.choices[0].message.content;
  } catch (error) {
    return `(no answer: ${error.message})`;
  }
}

/** Takes questions until none is left. */
async function worker() {
  while (next < cities.length) {
    const place = next++;
    replies[place] = await ask(cities[place]);
  }
}

// Four workers, so there are never more than four requests under way.
await Promise.all(Array.from({ length: AT_ONCE }, worker));
cities.forEach((city, place) => console.log(`${city}: ${replies[place]}`));
