// At the door
// Lesson: lessons/22-safety.md
// Check:  workbook check moderate

// Exercise moderate: every message and every reply passes the moderation endpoint.

import OpenAI from "openai";

const client = new OpenAI();
const message = process.env.MESSAGE ?? "Which flowers like shade?";

// TODO: ask /v1/moderations about the message; if it is flagged, print "blocked" and stop.
// TODO: ask a model.
// TODO: ask /v1/moderations about the reply; show it, or print "blocked".

console.log("The door is closed.");
