import sys, time

ANSWERS = ["Hello! How can I help you today?", "That's interesting, tell me more.", "I see."]

n = 0
for line in sys.stdin:
    line = line.strip()
    if line in ("quit", "exit"):
        break
    for word in f"You said '{line}'. {ANSWERS[n % 3]}".split():
        print(word, end=" ", flush=True)
        time.sleep(0.1)
    print()
    n += 1
