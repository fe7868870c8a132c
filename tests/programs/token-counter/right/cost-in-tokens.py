from openai import OpenAI
c=OpenAI(); i=o=0
for q in ("a","b"):
    u=c.chat.completions.create(model="gpt-5.4-mini", messages=[{"role":"user","content":q}]).usage; i+=u.prompt_tokens; o+=u.completion_tokens
    print(f"This call cost {u.prompt_tokens} input tokens and {u.completion_tokens} output tokens.")
print(f"In total the conversation cost {i+o} tokens.")
