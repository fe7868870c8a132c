from openai import OpenAI


class Bot:
    def __init__(self):
        self.client = OpenAI()
        self.messages = [{"role": "system", "content": "You have an excellent memory."}]

    def say(self, text):
        self.messages.append({"role": "user", "content": text})
        whole = ""
        for chunk in self.client.chat.completions.create(model="gpt-4o-mini", messages=self.messages, stream=True):
            piece = chunk.choices[0].delta.content or ""
            print(piece, end="", flush=True)
            whole += piece
        print()
        self.messages.append({"role": "assistant", "content": whole})


def main():
    while True:
        line = input("You: ")
        if line in ("quit", "exit"):
            return
        bot = Bot()
        bot.say(line)


main()
