import json, re, sys
from openai import OpenAI, OpenAIError
ai = OpenAI(max_retries=5)
DB = {"48213": "packed on Monday", "7730": "on its way to you"}
TOOLS = [{"type": "function", "name": "order_status", "description": "where is it", "parameters": {"type": "object", "properties": {"order": {"type": "string"}}, "required": ["order"], "additionalProperties": False}, "strict": True}]
prev = None
for line in sys.stdin:
    line = re.sub(r"\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}", "****", line.strip())
    if line in ("quit", "exit"): break
    keep, inp = prev, line
    try:
        while True:
            r = ai.responses.create(model="gpt-5.4-mini", instructions="You are the shop's help desk.", tools=TOOLS, input=inp, previous_response_id=prev)
            prev = r.id
            inp = [{"type": "function_call_output", "call_id": o.call_id, "output": DB.get(json.loads(o.arguments)["order"], "on its way to you")} for o in r.output if o.type == "function_call"]
            if not inp: break
        print("DESK>", r.output_text, flush=True)
    except OpenAIError as e:
        prev = keep
        print("DESK> Sorry!", e, flush=True)
