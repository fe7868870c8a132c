// A guide with manners
// Lesson: lessons/05-messages-roles.md
// Check:  workbook check roles

// Exercise roles: rules for the model, and two questions in one conversation.

import OpenAI from "openai";

const client = new OpenAI();

const messages = []; // the conversation so far

// TODO: put your rules into the list, as a system message.
// TODO: add a first question, send the list, print the reply.
// TODO: add the reply to the list, in the role of the one who said it.
// TODO: add a second question that needs the first, send the list, print the reply.

console.log("Nobody has said anything yet.");
