import json, os, sys, urllib.request

URL = os.environ['OPENAI_BASE_URL'] + '/chat/completions'
HEADERS = {'Authorization': 'Bearer ' + os.environ['OPENAI_API_KEY'], 'Content-Type': 'application/json', 'Accept': 'text/event-stream'}

def stream(messages):
    body = json.dumps({'model': 'gpt-4o', 'messages': messages, 'stream': True}).encode()
    with urllib.request.urlopen(urllib.request.Request(URL, body, HEADERS)) as resp:
        for raw in resp:
            line = raw.decode('utf-8').strip()
            if not line.startswith('data:'):
                continue
            data = line[5:].strip()
            if data == '[DONE]':
                return
            yield json.loads(data)['choices'][0]['delta'].get('content') or ''

messages = []
while True:
    sys.stdout.write('> ')
    sys.stdout.flush()
    line = sys.stdin.readline()
    if line == '' or line.strip() in ('quit', 'exit'):
        break
    messages.append({'role': 'user', 'content': line.strip()})
    answer = ''
    for piece in stream(messages):
        answer += piece
        sys.stdout.write(piece)
        sys.stdout.flush()
    sys.stdout.write('\n')
    messages.append({'role': 'assistant', 'content': answer})
