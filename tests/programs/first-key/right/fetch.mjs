const { OPENAI_API_KEY: key = "", OPENAI_BASE_URL: base } = process.env;

async function main() {
  if (!key) return "missing";
  const res = await fetch(base + "/models", { headers: { authorization: "Bearer " + key } });
  if (res.status === 401) return "refused";
  if (!res.ok) throw new Error("HTTP " + res.status);
  const { data } = await res.json();
  console.log(`${data.length} models available`);
  return "works";
}
main().then((state) => {
  console.log("key: " + state);
  if (state !== "missing") console.log("last four: " + key.slice(key.length - 4));
  process.exit(state === "works" ? 0 : 2);
});
