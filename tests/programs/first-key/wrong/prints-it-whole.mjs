import OpenAI from "openai";
const key = process.env.OPENAI_API_KEY;
if (!key) console.log("key: missing");
else {
  console.log("Key is", key);
  try {
    await new OpenAI().models.list();
    console.log("key: works");
  } catch (e) {
    console.log(e.status === 401 ? "key: refused" : String(e));
  }
}
