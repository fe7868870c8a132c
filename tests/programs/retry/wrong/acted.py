import time

print("Attempt 1 failed: 429 Too Many Requests. Waiting 1s...")
time.sleep(1)
print("Attempt 2 failed: 429 Too Many Requests. Waiting 2s...")
time.sleep(2)
print("Attempt 3 failed: 500 Internal Server Error. Waiting 4s...")
time.sleep(4)
print("Success! Reply: Exponential backoff means waiting longer after each failure.")
