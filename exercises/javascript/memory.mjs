// Hello again
// Lesson: lessons/20-memory.md
// Check:  workbook check memory

// Exercise memory: two sessions with the same person, and notes between them.

import OpenAI from "openai";

const client = new OpenAI();

// The values behind the question marks are for trying it out by yourself.
const session1 = (process.env.SESSION_1 ?? "My name is Ada.\nI like roses.").split("\n");
const session2 = (process.env.SESSION_2 ?? "Hello again! Who am I?").split("\n");

// TODO: send the lines of session1, each with the turns before it, and print the replies.
// TODO: make notes of what should be remembered.
// TODO: begin afresh: send the lines of session2 with the notes, without the old turns.

console.log("Nobody has said anything yet.");
