import json
import os
import pathlib
import tempfile

from openai import OpenAI

NOTES = pathlib.Path(tempfile.gettempdir()) / f"notes-{os.getpid()}.json"


class Session:
    def __init__(self, client):
        self.client = client
        self.turns = []
        if NOTES.exists():
            self.known = json.loads(NOTES.read_text())["notes"]
        else:
            self.known = None

    def messages(self):
        yield {"role": "system", "content": "You are a shop assistant."}
        if self.known:
            yield {"role": "system", "content": "Earlier: " + self.known}
        for who, what in self.turns:
            yield {"role": who, "content": what}

    def say(self, line):
        self.turns.append(("user", line))
        completion = self.client.chat.completions.create(model="gpt-5.4-mini", messages=list(self.messages()))
        answer = completion.choices[0].message.content
        self.turns.append(("assistant", answer))
        print(f"customer: {line}\nshop:     {answer}")

    def close(self):
        transcript = "\n".join(f"{who}: {what}" for who, what in self.turns)
        notes = self.client.chat.completions.create(
            model="gpt-5.4-mini",
            messages=[{"role": "user", "content": "Summarise in one line who this is and what they want.\n\n" + transcript}],
        ).choices[0].message.content
        NOTES.write_text(json.dumps({"notes": notes}))


def main():
    client = OpenAI()
    try:
        for variable in ("SESSION_1", "SESSION_2"):
            session = Session(client)
            for line in os.environ[variable].splitlines():
                session.say(line)
            session.close()
    finally:
        NOTES.unlink(missing_ok=True)


main()
