import OpenAI from 'openai';
const client = new OpenAI();
const temps = [0, 1];
for (let i = 0; i < temps.length; i++) {
  const r = await client.chat.completions.create({
    model: 'gpt-4.1-mini',
    temperature: temps[i],
    messages: [{ role: 'user', content: `Attempt ${i + 1} (temperature ${temps[i]}): suggest a band name` }],
  });
  console.log(temps[i], r.choices[0].message.content);
}
