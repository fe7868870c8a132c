// Follow up
// Lesson: lessons/06-responses-api.md
// Check:  workbook check follow-up

// Exercise follow-up: two questions; the API keeps the context.

import OpenAI from "openai";

const client = new OpenAI();

const INSTRUCTIONS = "You answer in one short sentence.";

// TODO: ask a first question through the Responses API and print the reply.
// TODO: ask a second question that builds on it. Say which response it follows,
//       and send nothing of the first turn again.
// TODO: print the second reply.

console.log("Nothing has been asked yet.");
