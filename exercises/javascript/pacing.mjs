// Pace yourself
// Lesson: lessons/11-rate-limits-budgets.md
// Check:  workbook check pacing

// Exercise pacing: five questions, and no 429.

import OpenAI from "openai";

const client = new OpenAI();

const QUESTIONS = [1, 2, 3, 4, 5].map((number) => `Give me fun fact number ${number} about the sea.`);

for (const question of QUESTIONS) {
  // TODO: ask the question, so that you get the headers too, and print the reply.
  // TODO: when no request remains, wait as long as the reset header says.
  console.log(`Not asked yet: ${question}`);
}
