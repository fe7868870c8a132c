// Count every token
// Lesson: lessons/10-tokens-usage-cost.md
// Check:  workbook check token-counter

// Exercise token-counter: make several calls and keep account of the tokens.

import OpenAI from "openai";

const client = new OpenAI();

const QUESTIONS = [
  "What is a token, in one sentence?",
  "Name three rivers in Africa.",
];

for (const question of QUESTIONS) {
  // TODO: ask the question.
  // TODO: print how many tokens went in and how many came out.
  // TODO: add them to a running total and print it.
  console.log(`Not asked yet: ${question}`);
}
