import json, os, urllib.request as rq

PRICE = {'gpt-4o-mini': (0.15, 0.60)}   # per 1M
M = 'gpt-4o-mini'
tot = {'prompt_tokens': 0, 'completion_tokens': 0}

for q in ['hi', 'tell me about cheese']:
    r = rq.Request(os.environ['OPENAI_BASE_URL'] + '/chat/completions',
                   json.dumps({'model': M, 'messages': [{'role': 'user', 'content': q}]}).encode(),
                   {'Content-Type': 'application/json', 'Authorization': 'Bearer ' + os.environ['OPENAI_API_KEY']})
    d = json.loads(rq.urlopen(r).read())
    for k in tot:
        tot[k] += d['usage'][k]
        print(k, '=', d['usage'][k])

c = sum(n * p / 1e6 for n, p in zip(tot.values(), PRICE[M]))
print('totals', tot, 'cost USD', c)
