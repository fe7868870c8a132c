// A stream with names
// Lesson: lessons/21-second-provider.md
// Check:  workbook check anthropic-stream

// Exercise anthropic-stream: show a Claude reply while it arrives.

import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic();
const question = "Tell me about an old town.";

// TODO: ask the question with streaming switched on.
// TODO: print each piece of the text at once.
// TODO: after the last piece, print the stop reason and the output tokens.

console.log("Nothing has been asked yet.");
