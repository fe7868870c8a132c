import time
from openai import OpenAI, AuthenticationError, APIStatusError

client = OpenAI(max_retries=0)
MODELS = ["gpt-4o", "gpt-4.1", "gpt-4o-mini", "gpt-4.1-mini", "gpt-5.4-mini"]


class Router:
    """A little gateway: next model on each failure, growing pauses in between."""

    def __init__(self, models, first_pause=0.4):
        self.models, self.pause = models, first_pause

    def complete(self, messages):
        errors = []
        for model in self.models:
            try:
                return client.chat.completions.create(model=model, messages=messages)
            except AuthenticationError:
                raise
            except APIStatusError as e:
                errors.append(f"{model}: {e.status_code}")
                time.sleep(max(self.pause, float(e.response.headers.get("retry-after", 0))))
                self.pause *= 2
        raise SystemExit("every model failed: " + ", ".join(errors))


r = Router(MODELS).complete([{"role": "user", "content": "Who answers?"}])
print(f"[{r.model}] {r.choices[0].message.content}")
