import os
from openai import OpenAI

STDOUT = 1

def put(s):
    os.write(STDOUT, s.encode("utf-8"))

client = OpenAI()
log = []
while True:
    put("C:\\> ")
    line = b""
    while not line.endswith(b"\n"):
        c = os.read(0, 1)
        if not c:
            break
        line += c
    if not line or line.strip() in (b"quit", b"exit"):
        put("\n")
        break
    log.append(dict(role="user", content=line.decode().strip()))
    answer = ""
    for ev in client.chat.completions.create(model="gpt-4-0613", messages=log, stream=True):
        t = ev.choices[0].delta.content
        if t:
            put(t)
            answer += t
    put("\n")
    log.append(dict(role="assistant", content=answer))
