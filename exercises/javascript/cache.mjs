// Ask once
// Lesson: lessons/23-production.md
// Check:  workbook check cache

// Exercise cache: answer a list of questions, and ask the model only when needed.

import OpenAI from "openai";

const client = new OpenAI();

// The text behind the question marks is for trying it out by yourself.
const questions = (process.env.QUESTIONS ?? "What is a fern?\nWhat is a fern?").split("\n");

// TODO: answer each question, from the cache if it is there, else by the model.
// TODO: keep successes only, and go on after a failure.
// TODO: print an answer for every line.

console.log(`${questions.length} questions are waiting.`);
