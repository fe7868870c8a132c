const kinds = { 401: "key", 403: "key" };
try {
  const res = await fetch(process.env.OPENAI_BASE_URL + "/responses", { method: "POST",
    headers: { Authorization: `Bearer ${process.env.OPENAI_API_KEY}`, "Content-Type": "application/json" },
    body: JSON.stringify({ model: "gpt-5.4-mini", input: "Hello" }) });
  const data = await res.json().catch(() => ({}));
  if (res.ok) console.log(data.output.at(-1).content[0].text);
  else {
    const kind = res.status === 429 ? (data.error?.type === "insufficient_quota" ? "quota" : "limit")
      : kinds[res.status] ?? (res.status >= 500 ? "server" : "request");
    console.error(`error: ${kind}\n  ${data.error?.message}\n  ${res.headers.get("x-request-id")}`);
  }
} catch { console.error("error: network"); }
