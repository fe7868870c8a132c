import base64, math, os, struct
import requests


def vec(text):
    r = requests.post(os.environ['OPENAI_BASE_URL'].rstrip('/') + '/embeddings',
                      headers={'Authorization': f"Bearer {os.environ['OPENAI_API_KEY']}"},
                      json={'model': 'text-embedding-3-small', 'input': text, 'encoding_format': 'base64'})
    r.raise_for_status()
    raw = base64.b64decode(r.json()['data'][0]['embedding'])
    return struct.unpack('<%df' % (len(raw) // 4), raw)


def cos(a, b):
    return sum(x * y for x, y in zip(a, b)) / math.sqrt(sum(x * x for x in a)) / math.sqrt(sum(y * y for y in b))


q = vec(os.environ['QUESTION'])
best = None
for line in os.environ['PASSAGES'].split('\n'):
    s = cos(q, vec(line))
    if best is None or s > best[0]:
        best = (s, line)
print('Best match (%.2f):' % best[0])
print('   ', best[1])
