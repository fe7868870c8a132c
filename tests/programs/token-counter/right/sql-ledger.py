import sqlite3
from openai import OpenAI

db = sqlite3.connect(":memory:")
db.execute("create table ledger (id integer primary key, prompt text, tokens_in int, tokens_out int)")
client = OpenAI()

for prompt in ["What is SQL?", "What is NoSQL?"]:
    u = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": prompt}]).usage
    db.execute("insert into ledger (prompt, tokens_in, tokens_out) values (?, ?, ?)", (prompt, u.prompt_tokens, u.completion_tokens))

for row in db.execute("select id, tokens_in, tokens_out, sum(tokens_in + tokens_out) over (order by id) from ledger"):
    print("#%d  in: %d  out: %d  cumulative: %d" % row)
