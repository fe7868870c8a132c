import itertools
import sys
import threading
import time

from openai import OpenAI

client = OpenAI()
messages = []


def spin(stop):
    for c in itertools.cycle("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"):
        if stop.wait(0.05):
            break
        sys.stdout.write(f"\r{c} thinking")
        sys.stdout.flush()
    sys.stdout.write("\r\033[K")


while True:
    try:
        text = input("» ")
    except EOFError:
        sys.exit(1)
    if text in ("quit", "exit"):
        sys.exit(0)
    messages.append({"role": "user", "content": text})
    stop = threading.Event()
    thread = threading.Thread(target=spin, args=(stop,))
    thread.start()
    reply = ""
    for chunk in client.chat.completions.create(model="gpt-4o-mini", messages=messages, stream=True):
        piece = chunk.choices[0].delta.content
        if piece:
            if not stop.is_set():
                stop.set()
                thread.join()
            reply += piece
            print(piece, end="", flush=True)
    print()
    messages.append({"role": "assistant", "content": reply})
