// Three failures in a row
// Lesson: lessons/13-retries.md
// Check:  workbook check retry

// Exercise retry: come through three failures in a row.

import OpenAI from "openai";

const client = new OpenAI();

const QUESTION = "Name one thing that is worth waiting for.";

// TODO: ask QUESTION and print the reply.
// TODO: after a failure that may pass, wait and try again; wait longer each time.
// TODO: wait at least as long as the server asks for.
// TODO: give up with a message after a handful of tries, and at once for a wrong key.

console.log("Nothing has been tried yet.");
