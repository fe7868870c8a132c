import http.client
import json
import os
from urllib.parse import urlsplit

BASE = urlsplit(os.getenv('OPENAI_BASE_URL') or 'https://api.openai.com/v1')

def post(path, obj):
    cls = http.client.HTTPSConnection if BASE.scheme == 'https' else http.client.HTTPConnection
    conn = cls(BASE.hostname, BASE.port, timeout=30)
    body = json.dumps(obj)
    conn.putrequest('POST', BASE.path + path)
    conn.putheader('Content-Type', 'application/json; charset=utf-8')
    conn.putheader('Content-Length', str(len(body)))
    conn.putheader('Authorization', 'Bearer %s' % os.getenv('OPENAI_API_KEY'))
    conn.endheaders()
    conn.send(body.encode())
    resp = conn.getresponse()
    if resp.status != 200:
        raise SystemExit('HTTP %d %s\n%s' % (resp.status, resp.reason, resp.read().decode()))
    return json.loads(resp.read())

r = post('/chat/completions', dict(model='gpt-4-1106-preview', messages=[dict(role='user', content='ping')]))
print('%s> %s' % (r['model'], r['choices'][0]['message']['content']))
