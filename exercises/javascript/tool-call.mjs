// The price list
// Lesson: lessons/18-tools.md
// Check:  workbook check tool-call

// Exercise tool-call: let a model use a function of this program.

import OpenAI from "openai";

const client = new OpenAI();

const prices = { notebook: 349, pencil: 89, eraser: 125 }; // in cents
const messages = [{ role: "user", content: "What do the pencils for our class cost?" }];

// TODO: describe a function total_price(item, quantity) and send it with the question.
// TODO: as long as the reply holds tool calls: run them, add the reply and the results, ask again.
// TODO: an item that is not in the table is answered with a result that says so.
// TODO: print the final answer.

console.log("Nothing has been asked yet.");
