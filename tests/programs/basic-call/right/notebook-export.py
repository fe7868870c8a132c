#!/usr/bin/env python
# coding: utf-8

# # Week 1: calling the API
#
# Run the cells from top to bottom.

# In[1]:


import os
import openai

try:
    from IPython.display import Markdown, display
except ImportError:
    Markdown, display = str, print


# In[2]:


def get_completion(prompt, model="gpt-3.5-turbo"):
    messages = [{"role": "user", "content": prompt}]
    response = openai.OpenAI().chat.completions.create(
        model=model,
        messages=messages,
        temperature=0, # this is the degree of randomness of the model's output
    )
    return response.choices[0].message.content


# In[3]:


text = f"""
You should express what you want a model to do by \
providing instructions that are as clear and \
specific as you can possibly make them.
"""
prompt = f"""
Summarize the text delimited by triple backticks into a single sentence.
```{text}```
"""
response = get_completion(prompt)
display(Markdown(response))


# In[ ]:




