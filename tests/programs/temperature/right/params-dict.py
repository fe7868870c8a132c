from openai import OpenAI

base = {
    'model': 'gpt-4-turbo-preview',
    'messages': [{'role': 'user', 'content': 'Complete the sentence: The cat sat on the'}],
    'top_p': 1,
    'presence_penalty': 0,
}
configs = [{**base, 'temperature': 0.0}, {**base, 'temperature': 1.0}, {**base, 'temperature': 1.7}]

replies = list(map(lambda cfg: OpenAI().chat.completions.create(**cfg), configs))
for cfg, rep in zip(configs, replies):
    print('TEMP', cfg['temperature'], '::', rep.choices[0].message.content)
