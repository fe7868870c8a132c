// The log book
// Lesson: lessons/23-production.md
// Check:  workbook check monitor

// Exercise monitor: a log line for each call, and a budget.

import OpenAI from "openai";

const client = new OpenAI();

// US dollars per million tokens of "gpt-5.4-mini", as of 2026-11-12.
const INPUT_PRICE = 0.75;
const OUTPUT_PRICE = 4.50;

const budget = Number(process.env.BUDGET_USD ?? "1");
const questions = (process.env.QUESTIONS ?? "What is moss?\nWhat is clay?").split("\n");

// TODO: ask one question after the other.
// TODO: log tokens, cost and milliseconds of each call; of a failed one its status.
// TODO: when the budget is used up, print a line with ALERT and send nothing more.

console.log("Nothing to log yet.");
