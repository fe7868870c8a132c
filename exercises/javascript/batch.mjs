// Half the price
// Lesson: lessons/16-many-at-once.md
// Check:  workbook check batch

// Exercise batch: send a list of reviews through the batch endpoint.

import OpenAI from "openai";

const client = new OpenAI();

// The text behind the question marks is for trying it out by yourself.
const reviews = (process.env.REVIEWS ?? "I love it.\nIt broke at once.").split("\n");

// TODO: write one request a line, with a custom_id, and upload the lines as a file.
// TODO: create a batch, and ask every half second until it is completed.
// TODO: download the results, and print "NUMBER: reply" for each review, or "NUMBER: failed".

console.log(`${reviews.length} reviews are waiting.`);
