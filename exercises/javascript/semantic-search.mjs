// The right passage
// Lesson: lessons/17-embeddings.md
// Check:  workbook check semantic-search

// Exercise semantic-search: find the passage that fits a question best.

import OpenAI from "openai";

const client = new OpenAI();

// The values behind the question marks are for trying it out by yourself.
const passages = (process.env.PASSAGES ?? "We are closed on Sundays.\nCups are replaced.").split("\n");
const question = process.env.QUESTION ?? "Are you closed on Sunday?";

// TODO: get embeddings of all passages and of the question.
// TODO: compute how similar the question is to each passage.
// TODO: print the passage with the greatest similarity.

console.log(`${passages.length} passages, and nobody has looked at them.`);
