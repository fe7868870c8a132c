// Plan B
// Lesson: lessons/21-second-provider.md
// Check:  workbook check switch-provider

// Exercise switch-provider: two vendors, and a plan B.

import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

const first = process.env.PROVIDER ?? "openai";
const question = "What is a good plan B for a picnic?";

// TODO: write a function for each vendor that takes a question and returns a text.
// TODO: ask the first vendor; when it fails, ask the other one.
// TODO: print the reply, or say that nobody answers.

console.log(`${first} would be asked first.`);
