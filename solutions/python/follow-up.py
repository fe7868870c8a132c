"""Ask two questions; the API keeps the context."""

from openai import OpenAI

INSTRUCTIONS = "You answer in one short sentence."

client = OpenAI()

first = client.responses.create(
    model="gpt-5.4-mini",
    instructions=INSTRUCTIONS,
    input="Who wrote the novel Emma?",
)
print(first.output_text)

second = client.responses.create(
    model="gpt-5.4-mini",
    instructions=INSTRUCTIONS,  # not carried over, so they come along again
    input="When was she born?",  # only what is new: the API has the rest
    previous_response_id=first.id,
)
print(second.output_text)
