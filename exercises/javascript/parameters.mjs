// Short, and several
// Lesson: lessons/08-parameters.md
// Check:  workbook check parameters

// Exercise parameters: a limit for one reply, and three replies at once.

import OpenAI from "openai";

const client = new OpenAI();

const STORY = "Tell me a story.";
const PICTURE = "Describe a picture that you would hang on your wall.";

// TODO: ask STORY with a limit of at most 60 tokens for the reply.
// TODO: print the reply and its finish_reason.
// TODO: ask PICTURE, for three replies in one request.
// TODO: print all three.

console.log("No parameter has been set yet.");
