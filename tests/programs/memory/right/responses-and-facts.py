import os, re
from openai import OpenAI
client = OpenAI()
facts = []
def session(lines, known):
    prev = None
    for line in lines:
        if m := re.search(r"my name is ([^.]+)", line, re.I): facts.append("name: " + m[1])
        r = client.responses.create(model="gpt-5.4-mini", input=line, previous_response_id=prev,
                                    instructions="Garden shop. Known: " + "; ".join(known) if known else "Garden shop.")
        prev = r.id
        print("-", r.output_text)
session(os.environ["SESSION_1"].splitlines(), [])
session(os.environ["SESSION_2"].splitlines(), list(facts))
