#!/usr/bin/env python3
import argparse
from openai import OpenAI

parser = argparse.ArgumentParser(description="Compare temperatures")
parser.add_argument("prompt", nargs="?", default="Write one line of poetry about code.")
parser.add_argument("-t", "--temperatures", type=float, nargs="+", default=[0, 1])
parser.add_argument("-m", "--model", default="gpt-4o-mini")
args = parser.parse_args()

client = OpenAI()
for t in args.temperatures:
    out = client.chat.completions.create(model=args.model, temperature=t,
                                         messages=[{"role": "user", "content": args.prompt}])
    print("%.1f\t%s" % (t, out.choices[0].message.content))
