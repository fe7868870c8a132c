// A chat that streams
// Lesson: lessons/15-streaming-chat.md
// Check:  workbook check streaming-chat

// Exercise streaming-chat: a chat that shows each reply while it arrives.

import OpenAI from "openai";

const client = new OpenAI();
const messages = []; // the conversation so far

console.log("Chat with the model. Type quit or exit to leave.");

// TODO: read lines (node:readline) until one says quit or exit, or until the input ends.
// TODO: send the conversation with streaming switched on.
// TODO: show each piece of the reply at once, without a line's end.
// TODO: add the question and the reply to the conversation.

console.log("Nobody is listening yet.");
