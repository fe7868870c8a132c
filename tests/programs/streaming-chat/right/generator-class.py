from openai import OpenAI


class ChatBot:
    def __init__(self, system=None, model="gpt-4o"):
        self.client = OpenAI()
        self.model = model
        self.history = [{"role": "system", "content": system}] if system else []

    def ask(self, text):
        self.history += [{"role": "user", "content": text}, {"role": "assistant", "content": ""}]
        for event in self.client.chat.completions.create(model=self.model, messages=self.history[:-1], stream=True):
            piece = event.choices[0].delta.content
            if piece is not None:
                self.history[-1]["content"] += piece
                yield piece


bot = ChatBot("You are a sarcastic but friendly robot.")
while (line := input("\n> ").strip()) not in {"quit", "exit", "bye"}:
    for token in bot.ask(line):
        print(token, end="", flush=True)
print("So long!")
