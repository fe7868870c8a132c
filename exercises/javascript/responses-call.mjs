// One response
// Lesson: lessons/06-responses-api.md
// Check:  workbook check responses-call

// Exercise responses-call: one question through the Responses API.

import OpenAI from "openai";

const client = new OpenAI();

const instructions = "You answer in one short sentence.";
const question = "Why do cats purr?";

// TODO: send instructions and question through the Responses API.
// TODO: print the text of the reply.

console.log("Nothing has been asked yet.");
