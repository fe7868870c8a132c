import OpenAI from "openai";
const client = new OpenAI({ maxRetries: 0 });
const attempt = async ([model, ...rest]) => {
  if (!model) throw new Error("no model left");
  try {
    const { data, response } = await client.responses.create({ model, input: "Say something nice." }).withResponse();
    return [data.model, data.output_text, response.status];
  } catch (e) {
    if (e.status === 404) return attempt(rest);
    throw e;
  }
};
attempt(["gpt-3.5-turbo", "gpt-5.4-mini", "gpt-6-luna"]).then(
  ([version, text]) => console.log(`[${version}]\n${text}`),
  (e) => { console.log("Sorry:", e.message); },
);
