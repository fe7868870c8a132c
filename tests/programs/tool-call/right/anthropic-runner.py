from anthropic import Anthropic, beta_tool

PRICES = {"notebook": 349, "pencil": 89, "eraser": 125}


@beta_tool
def total_price(item: str, quantity: int) -> str:
    """Cents for so many pieces of an item.

    Args:
        item: the item
        quantity: how many
    """
    return str(PRICES[item] * quantity) if item in PRICES else "unknown item"


runner = Anthropic().beta.messages.tool_runner(
    model="claude-haiku-5-5", max_tokens=500, tools=[total_price], messages=[{"role": "user", "content": "What do they cost?"}])
print(runner.until_done().content[0].text)
