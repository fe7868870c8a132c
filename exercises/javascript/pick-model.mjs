// A second choice
// Lesson: lessons/07-choosing-a-model.md
// Check:  workbook check pick-model

// Exercise pick-model: ask the first model of a list that answers.

import OpenAI from "openai";

const client = new OpenAI();

const WISHES = ["gpt-3.5-turbo", "gpt-5.4-mini", "gpt-6-luna"];
const QUESTION = "What makes a good second choice?";

// TODO: ask QUESTION of the first model in WISHES.
// TODO: when a model is gone (status 404), go on to the next one.
// TODO: print the reply, and the version that gave it.
// TODO: stop with a message at any other error.

console.log("No model has been asked yet.");
