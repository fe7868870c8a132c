for temperature in (0, 1):
    print(f"--- temperature {temperature} ---")
    print("The best name for a coffee shop is 'The Daily Grind'." if temperature == 0
          else "How about 'Espresso Yourself' or 'Brewed Awakening'?")
