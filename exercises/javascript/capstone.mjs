// A support bot
// Lesson: lessons/24-capstone.md
// Check:  workbook check capstone

// Exercise capstone: a support bot for a shop.

import OpenAI from "openai";

const client = new OpenAI();

const orders = { 48213: "packed on Monday", 7730: "on its way to you" };

console.log("Support. Type quit or exit to leave.");

// TODO: read lines (node:readline) until quit, exit or the end of input.
// TODO: replace card numbers; keep the conversation; give the model a role.
// TODO: offer order_status(order) and answer its calls, in a loop.
// TODO: survive 429; after a failure apologise and go on.

console.log("Nobody is at the desk yet.");
