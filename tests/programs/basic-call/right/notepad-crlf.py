# 第一个练习
import os
from openai import OpenAI

client = OpenAI(api_key=os.getenv("OPENAI_KEY"))  # None: SDK 会自己读 OPENAI_API_KEY

completion = client.chat.completions.create(
	model="gpt-4o",
	messages=[
		{"role": "system", "content": "你是一个乐于助人的助手。"},
		{"role": "user", "content": "用一句话介绍一下杭州。"},
	],
)
print("回答：" + completion.choices[0].message.content)
