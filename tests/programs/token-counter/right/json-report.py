import json
from openai import OpenAI

client = OpenAI()
report = {"calls": [], "total": {"input": 0, "output": 0, "all": 0}}

for prompt in ("Define entropy", "Define enthalpy"):
    usage = client.chat.completions.create(model="gpt-4.1", messages=[{"role": "user", "content": prompt}]).usage
    report["calls"].append({"prompt": prompt, "input": usage.prompt_tokens, "output": usage.completion_tokens})
    report["total"]["input"] += usage.prompt_tokens
    report["total"]["output"] += usage.completion_tokens
    report["total"]["all"] += usage.total_tokens

print(json.dumps(report, indent=2))
