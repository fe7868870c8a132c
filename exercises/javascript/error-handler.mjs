// Name the trouble
// Lesson: lessons/12-errors.md
// Check:  workbook check error-handler

// Exercise error-handler: one question, and a name for every trouble.

import OpenAI from "openai";

const client = new OpenAI();

const QUESTION = "What can go wrong, will it?";

// TODO: ask QUESTION and print the reply.
// TODO: when it fails, find out which kind of trouble it is, and print `error: KIND`:
//       key, request, quota, limit, server or network.
// TODO: print the request id too, where there was an answer.

console.log("Nothing has gone wrong yet.");
