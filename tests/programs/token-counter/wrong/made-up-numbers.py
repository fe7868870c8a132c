total = 0
for i, (a, b) in enumerate([(13, 25), (18, 40)], 1):
    total += a + b
    print(f"Call {i}: input tokens {a}, output tokens {b}, running total {total}")
