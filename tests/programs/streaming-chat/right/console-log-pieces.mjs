import OpenAI from "openai";
import readline from "readline";

const openai = new OpenAI();
const rl = readline.createInterface({ input: process.stdin, output: process.stdout });
var messages = [];

function loop() {
  rl.question("User: ", function (text) {
    if (text == "quit" || text == "exit") { rl.close(); process.exit(); }
    messages.push({ role: "user", content: text });
    openai.chat.completions.create({ model: "gpt-3.5-turbo", messages: messages, stream: true }).then(async function (completion) {
      var whole = "";
      for await (const chunk of completion) {
        console.log(chunk.choices[0].delta.content);
        whole += chunk.choices[0].delta.content ?? "";
      }
      messages.push({ role: "assistant", content: whole });
      loop();
    });
  });
}
loop();
