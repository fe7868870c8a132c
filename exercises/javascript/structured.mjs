// Bookings
// Lesson: lessons/19-structured-output.md
// Check:  workbook check structured

// Exercise structured: take a booking out of a message and compute its price.

import OpenAI from "openai";

const client = new OpenAI();

const NIGHT = 80;
const message = process.env.MESSAGE ?? "Three nights in Oslo for Ada Blom, please!";

// TODO: ask for customer, city and nights, with a strict JSON schema.
// TODO: look at the refusal and at the reason why the reply ended.
// TODO: parse the reply, check the nights, print the fields and the total.

console.log("No booking has been made.");
