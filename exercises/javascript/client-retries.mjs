// Set the client, not the loop
// Lesson: lessons/13-retries.md
// Check:  workbook check client-retries

// Exercise client-retries: let the client retry and watch the clock.

import OpenAI from "openai";

// TODO: tell the client how often to retry and how long to wait for one answer.
const client = new OpenAI();

const QUESTION = "What do you do when nobody answers?";

// TODO: ask QUESTION and print the reply.

console.log("Nothing has been set yet.");
