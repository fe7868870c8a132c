import threading
from openai import OpenAI
client = OpenAI()
def ask(i):
    try:
        print(client.chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": f"Tell me {i} things"}]).choices[0].message.content)
    except Exception as e:
        print(e)
ts = [threading.Thread(target=ask, args=(i,)) for i in range(1, 11)]
[t.start() for t in ts]; [t.join() for t in ts]
