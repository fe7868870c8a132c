import openai, sys

def main():
    client = openai.OpenAI(max_retries=0, timeout=20)
    try:
        r = client.chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": "Hello"}])
    except (openai.AuthenticationError, openai.PermissionDeniedError) as e:
        return "key", e
    except openai.RateLimitError as e:
        return ("quota" if e.code == "insufficient_quota" else "limit"), e
    except openai.InternalServerError as e:
        return "server", e
    except openai.APIConnectionError as e:
        return "network", e
    except openai.APIStatusError as e:
        return "request", e
    print(r.choices[0].message.content)
    return None, None

kind, problem = main()
if kind:
    print(f"Error: {kind}")
    rid = getattr(problem, "request_id", None)
    if rid: print("please quote", rid)
    sys.exit(3)
