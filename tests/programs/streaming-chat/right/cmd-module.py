import cmd
import sys

from openai import OpenAI


class Chat(cmd.Cmd):
    intro = "Chat shell. Just type; 'quit', 'exit' or Ctrl-D leaves."
    prompt = "chat> "

    def preloop(self):
        self.client = OpenAI()
        self.messages = []

    def default(self, line):
        if line == "EOF":
            return True
        self.messages.append({"role": "user", "content": line})
        answer = ""
        for chunk in self.client.chat.completions.create(model="gpt-4.1-mini", messages=self.messages, stream=True):
            answer += (piece := chunk.choices[0].delta.content or "")
            self.stdout.write(piece)
            self.stdout.flush()
        self.stdout.write("\n")
        self.messages.append({"role": "assistant", "content": answer})

    def emptyline(self):
        pass

    def do_quit(self, _):
        """Leave."""
        return True

    do_exit = do_quit


if __name__ == "__main__":
    sys.exit(Chat().cmdloop())
