print("Assistant: Hello! How can I help you today?")
