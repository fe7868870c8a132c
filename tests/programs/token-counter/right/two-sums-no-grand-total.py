from openai import OpenAI

c = OpenAI()
a = b = 0
for n in range(3):
    u = c.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "tell me a joke about the number %d" % n}]).usage
    a += u.prompt_tokens
    b += u.completion_tokens
    print("call %d: sent %d, received %d" % (n + 1, u.prompt_tokens, u.completion_tokens))
    print("        until now: sent %d, received %d" % (a, b))
