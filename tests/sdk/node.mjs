// The vendors' Node SDKs against the mock: what is newer than Chat Completions.
//
//   OPENAI_API_KEY=any OPENAI_BASE_URL=http://127.0.0.1:8080/v1 node node.mjs
//
// in a folder of the JavaScript track, beside `workbook mock --port 8080`.
// `tests/testsuite/sdk.rs` does this.

import assert from "node:assert/strict";
import OpenAI, { toFile } from "openai";
import Anthropic from "@anthropic-ai/sdk";

const model = "gpt-4.1-mini";
const openai = new OpenAI({ maxRetries: 0 });
const anthropic = new Anthropic({
  apiKey: process.env.OPENAI_API_KEY,
  baseURL: process.env.OPENAI_BASE_URL.replace(/\/v1\/?$/, ""),
  maxRetries: 0,
});
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const all = async (pages) => {
  const found = [];
  for await (const one of pages) found.push(one);
  return found;
};
const weather = {
  name: "get_weather",
  description: "The weather of a city",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false },
  strict: true,
};

const tests = {
  async "responses: made, found again, followed up, deleted"() {
    const first = await openai.responses.create({ model, input: "My name is Ada.", instructions: "Be brief." });
    assert.equal(first.status, "completed");
    assert.ok(first.output_text.length > 0);
    assert.equal(first.usage.total_tokens, first.usage.input_tokens + first.usage.output_tokens);
    const second = await openai.responses.create({ model, input: "Who am I?", previous_response_id: first.id });
    assert.equal(second.previous_response_id, first.id);
    assert.equal((await openai.responses.retrieve(second.id)).output_text, second.output_text);
    const items = await all(openai.responses.inputItems.list(second.id));
    assert.equal(items.at(-1).content[0].text, "Who am I?");
    const counted = await openai.responses.inputTokens.count({ model, input: "Hello" });
    assert.ok(counted.input_tokens > 1);
    await openai.responses.delete(first.id);
    await assert.rejects(openai.responses.retrieve(first.id), OpenAI.NotFoundError);
  },

  async "responses: streamed, with the SDK's own collection"() {
    const stream = openai.responses.stream({ model, input: "Tell me something." });
    let text = "";
    let last = -1;
    for await (const event of stream) {
      assert.equal(event.sequence_number, ++last);
      if (event.type === "response.output_text.delta") text += event.delta;
    }
    const final = await stream.finalResponse();
    assert.equal(final.output[0].content[0].text, text);
  },

  async "responses: a tool, its result, and JSON by a schema"() {
    const tools = [{ type: "function", ...weather }];
    const input = [{ role: "user", content: "What is the weather in Lima?" }];
    const asked = await openai.responses.create({ model, input, tools, tool_choice: "required" });
    const call = asked.output.find((item) => item.type === "function_call");
    assert.equal(typeof JSON.parse(call.arguments).city, "string");
    const answered = await openai.responses.create({
      model, tools,
      input: [...input, ...asked.output, { type: "function_call_output", call_id: call.call_id, output: "19 C" }],
    });
    assert.ok(answered.output_text.length > 0);
    const schema = { type: "object", properties: { name: { type: "string" }, age: { type: "integer" } },
      required: ["name", "age"], additionalProperties: false };
    const parsed = await openai.responses.parse({ model, input: "Ada, 36",
      text: { format: { type: "json_schema", name: "person", schema, strict: true } } });
    assert.ok(Number.isInteger(JSON.parse(parsed.output_text).age));
  },

  async "responses: in the background, waited for and cancelled"() {
    let response = await openai.responses.create({ model, input: "Slowly.", background: true });
    assert.match(response.status, /queued|in_progress/);
    for (let n = 0; n < 100 && response.status !== "completed"; n++) {
      await sleep(50);
      response = await openai.responses.retrieve(response.id);
    }
    assert.equal(response.status, "completed");
    const other = await openai.responses.create({ model, input: "Slowly.", background: true });
    assert.equal((await openai.responses.cancel(other.id)).status, "cancelled");
  },

  async "conversations: items in and out"() {
    const conversation = await openai.conversations.create({ metadata: { topic: "test" },
      items: [{ type: "message", role: "user", content: "Hello" }] });
    await openai.responses.create({ model, input: "Go on.", conversation: conversation.id });
    const items = await all(openai.conversations.items.list(conversation.id, { order: "asc" }));
    assert.deepEqual(items.map((item) => item.role), ["user", "user", "assistant"]);
    const more = await openai.conversations.items.create(conversation.id, { items: [{ role: "user", content: "And?" }] });
    const one = await openai.conversations.items.retrieve(more.data[0].id, { conversation_id: conversation.id });
    assert.equal(one.content[0].text, "And?");
    await openai.conversations.items.delete(one.id, { conversation_id: conversation.id });
    const changed = await openai.conversations.update(conversation.id, { metadata: { topic: "other" } });
    assert.equal(changed.metadata.topic, "other");
    assert.equal((await openai.conversations.delete(conversation.id)).deleted, true);
    await assert.rejects(openai.conversations.retrieve(conversation.id), OpenAI.NotFoundError);
  },

  async "stored completions: listed, changed, deleted"() {
    const made = await openai.chat.completions.create({ model, store: true, metadata: { kind: "node" },
      messages: [{ role: "user", content: "Keep this." }] });
    const listed = await all(openai.chat.completions.list({ metadata: { kind: "node" } }));
    assert.deepEqual(listed.map((one) => one.id), [made.id]);
    const messages = await all(openai.chat.completions.messages.list(made.id));
    assert.equal(messages[0].content, "Keep this.");
    assert.equal((await openai.chat.completions.update(made.id, { metadata: { kind: "new" } })).metadata.kind, "new");
    assert.equal((await openai.chat.completions.delete(made.id)).deleted, true);
  },

  async "chat: the SDK's tool runner and its stream"() {
    const runner = openai.chat.completions.runTools({ model, messages: [{ role: "user", content: "What is the weather in Lima?" }],
      tools: [{ type: "function", function: { ...weather, parse: JSON.parse, function: ({ city }) => `19 C in ${city}` } }] });
    assert.ok((await runner.finalContent()).length > 0);
    const stream = openai.chat.completions.stream({ model, messages: [{ role: "user", content: "Hi" }], stream_options: { include_usage: true } });
    let text = "";
    stream.on("content", (delta) => { text += delta; });
    assert.equal((await stream.finalChatCompletion()).choices[0].message.content, text);
    assert.ok((await stream.totalUsage()).completion_tokens > 0);
  },

  async "chat: logit_bias forces and bans"() {
    const messages = [{ role: "user", content: "Tell me about the sea." }];
    const said = async (bias) => {
      // 290 is " the" in o200k_base.
      const made = await openai.chat.completions.create({ model, messages, max_tokens: 30, seed: 3, logit_bias: { 290: bias } });
      return made.choices[0].message.content;
    };
    assert.equal(await said(100), " the".repeat(30));
    assert.doesNotMatch(await said(-100), / the /);
    await assert.rejects(openai.chat.completions.create({ model, messages, logit_bias: { the: 1 } }), OpenAI.BadRequestError);
  },

  async "files and a batch from its lines to its results"() {
    const lines = ["one", "two"].map((word, n) => JSON.stringify({ custom_id: `line-${n}`, method: "POST",
      url: "/v1/chat/completions", body: { model, messages: [{ role: "user", content: word }] } }));
    const file = await openai.files.create({ purpose: "batch", file: await toFile(Buffer.from(lines.join("\n")), "in.jsonl") });
    assert.equal(file.bytes, lines.join("\n").length);
    assert.equal(await (await openai.files.content(file.id)).text(), lines.join("\n"));
    let batch = await openai.batches.create({ input_file_id: file.id, endpoint: "/v1/chat/completions", completion_window: "24h" });
    for (let n = 0; n < 100 && batch.status !== "completed"; n++) {
      await sleep(50);
      batch = await openai.batches.retrieve(batch.id);
    }
    assert.deepEqual({ ...batch.request_counts }, { total: 2, completed: 2, failed: 0 });
    const results = (await (await openai.files.content(batch.output_file_id)).text()).trim().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(results.map((one) => one.custom_id).sort(), ["line-0", "line-1"]);
    assert.ok(results.every((one) => one.response.body.object === "chat.completion"));
    assert.ok((await all(openai.batches.list())).some((one) => one.id === batch.id));
    assert.ok((await all(openai.files.list({ purpose: "batch" }))).some((one) => one.id === file.id));
    assert.equal((await openai.files.delete(file.id)).deleted, true);
    await assert.rejects(openai.files.retrieve(file.id), OpenAI.NotFoundError);
  },

  async "uploads: in parts, and cancelled"() {
    const upload = await openai.uploads.create({ bytes: 10, filename: "a.txt", mime_type: "text/plain", purpose: "assistants" });
    const parts = [];
    for (const text of ["01234", "56789"]) {
      parts.push(await openai.uploads.parts.create(upload.id, { data: await toFile(Buffer.from(text), "part") }));
    }
    const done = await openai.uploads.complete(upload.id, { part_ids: parts.map((part) => part.id) });
    assert.equal(done.status, "completed");
    assert.equal(done.file.bytes, 10);
    const other = await openai.uploads.create({ bytes: 1, filename: "b.txt", mime_type: "text/plain", purpose: "assistants" });
    assert.equal((await openai.uploads.cancel(other.id)).status, "cancelled");
  },

  async "embeddings: the same by base64 and by numbers, unit length, likeness"() {
    const input = ["a cat on the mat", "the cat sat on a mat", "quarterly tax report"];
    const packed = await openai.embeddings.create({ model: "text-embedding-3-small", input, dimensions: 256 });
    const plain = await openai.embeddings.create({ model: "text-embedding-3-small", input, dimensions: 256, encoding_format: "float" });
    const dot = (a, b) => a.reduce((sum, x, n) => sum + x * b[n], 0);
    const [one, two, three] = packed.data.map((item) => item.embedding);
    assert.equal(one.length, 256);
    assert.ok(Math.abs(dot(one, one) - 1) < 1e-3);
    assert.ok(Math.abs(dot(one, plain.data[0].embedding) - 1) < 1e-3);
    assert.ok(dot(one, two) > dot(one, three));
  },

  async "moderations"() {
    const checked = await openai.moderations.create({ input: ["I will kill you", "A fine day"] });
    assert.deepEqual(checked.results.map((one) => one.flagged), [true, false]);
    assert.ok(checked.results[0].categories.violence);
  },

  async "images: one, changed, streamed"() {
    const signature = (picture) => Buffer.from(picture, "base64").subarray(1, 4).toString();
    const made = await openai.images.generate({ model: "gpt-image-2", prompt: "a fox", size: "1024x1024" });
    assert.equal(signature(made.data[0].b64_json), "PNG");
    const image = await toFile(Buffer.from(made.data[0].b64_json, "base64"), "fox.png", { type: "image/png" });
    const changed = await openai.images.edit({ model: "gpt-image-2", image, prompt: "a hat" });
    assert.equal(signature(changed.data[0].b64_json), "PNG");
    const kinds = [];
    const stream = await openai.images.generate({ model: "gpt-image-2", prompt: "a fox", stream: true, partial_images: 1 });
    for await (const event of stream) kinds.push(event.type);
    assert.deepEqual(kinds, ["image_generation.partial_image", "image_generation.completed"]);
  },

  async "audio: said, and written down again"() {
    const text = "Good morning to all of you.";
    const said = await openai.audio.speech.create({ model: "gpt-4o-mini-tts", voice: "alloy", input: text, response_format: "wav" });
    const file = () => toFile(Buffer.from(sound), "said.wav");
    const sound = await said.arrayBuffer();
    assert.equal(Buffer.from(sound).subarray(0, 4).toString(), "RIFF");
    assert.equal((await openai.audio.transcriptions.create({ model: "gpt-4o-transcribe", file: await file() })).text, text);
    let streamed = "";
    for await (const event of await openai.audio.transcriptions.create({ model: "gpt-4o-transcribe", file: await file(), stream: true })) {
      if (event.type === "transcript.text.delta") streamed += event.delta;
    }
    assert.equal(streamed, text);
    assert.ok((await openai.audio.translations.create({ model: "whisper-1", file: await file() })).text);
  },

  async "models, and errors of every class"() {
    assert.ok((await all(openai.models.list())).some((one) => one.id === model));
    await assert.rejects(openai.models.retrieve("gpt-99"), OpenAI.NotFoundError);
    const stranger = new OpenAI({ maxRetries: 0, defaultHeaders: { Authorization: null } });
    await assert.rejects(stranger.models.list(), OpenAI.AuthenticationError);
    await assert.rejects(openai.responses.create({ model, input: "x", max_output_tokens: 3 }), (error) => {
      assert.ok(error instanceof OpenAI.BadRequestError);
      assert.deepEqual([error.param, error.code, error.type], ["max_output_tokens", "integer_below_min_value", "invalid_request_error"]);
      assert.match(error.requestID, /^req_/);
      return true;
    });
  },

  async "anthropic: a message, a stream, a tool, a count"() {
    const messages = [{ role: "user", content: "What is the weather in Lima?" }];
    const ask = { model: "claude-sonnet-5-5", max_tokens: 200, messages };
    const plain = await anthropic.messages.create(ask);
    assert.equal(plain.content[0].type, "text");
    const stream = anthropic.messages.stream(ask);
    let text = "";
    stream.on("text", (delta) => { text += delta; });
    assert.equal(await stream.finalText(), text);
    const tools = [{ name: weather.name, description: weather.description, input_schema: weather.parameters }];
    const forced = { ...ask, tools, tool_choice: { type: "any" } };
    await assert.rejects(anthropic.messages.create(forced), /type \\?"tool\\?" and \\?"any\\?" are not supported for this model/);
    const called = await anthropic.messages.create({ ...forced, model: "claude-haiku-5-5" });
    assert.equal(called.stop_reason, "tool_use");
    assert.equal(typeof called.content.find((block) => block.type === "tool_use").input.city, "string");
    assert.equal((await anthropic.messages.countTokens({ model: ask.model, messages })).input_tokens, plain.usage.input_tokens);
    await assert.rejects(anthropic.messages.create({ ...ask, model: "claude-0" }), Anthropic.NotFoundError);
    await assert.rejects(anthropic.messages.create({ ...ask, max_tokens: -1 }), Anthropic.BadRequestError);
  },

  async "anthropic: thoughts, and a prompt that is cached"() {
    const messages = [{ role: "user", content: "Why is the sky blue?" }];
    const system = [{ type: "text", text: "The whole handbook. ".repeat(800), cache_control: { type: "ephemeral", ttl: "1h" } }];
    const thinking = { type: "adaptive", display: "summarized" };
    const ask = { model: "claude-sonnet-5-5", max_tokens: 2000, messages, system, thinking };
    const first = await anthropic.messages.create(ask);
    assert.deepEqual(first.content.map((block) => block.type), ["thinking", "text"]);
    assert.ok(first.usage.output_tokens > first.usage.output_tokens_details.thinking_tokens);
    assert.ok(first.usage.cache_creation.ephemeral_1h_input_tokens > 2000);
    // The reply's blocks go back unchanged, and what was written is read.
    const more = [...messages, { role: "assistant", content: first.content }, { role: "user", content: "And at night?" }];
    const stream = anthropic.messages.stream({ ...ask, messages: more });
    let thought = "";
    stream.on("thinking", (delta) => { thought += delta; });
    const next = await stream.finalMessage();
    assert.equal(next.content[0].thinking, thought);
    assert.ok(thought.includes("And at night?") && next.content[0].signature.length > 100);
    assert.equal(next.usage.cache_read_input_tokens, first.usage.cache_creation_input_tokens);
    assert.equal(next.usage.cache_creation_input_tokens, 0);
  },

  async "anthropic: a tool runner over a thread"() {
    const tool = {
      type: "custom", name: weather.name, description: weather.description, input_schema: weather.parameters,
      parse: (input) => input, run: async ({ city }) => `19 C in ${city}`,
    };
    const ask = { model: "claude-haiku-5-5", max_tokens: 200, messages: [{ role: "user", content: "What is the weather in Lima?" }] };
    const last = await anthropic.beta.messages.toolRunner({ ...ask, tools: [tool] }).runUntilDone();
    assert.equal(last.stop_reason, "end_turn");
    const text = last.content.find((block) => block.type === "text").text;
    assert.match(text, /19 C/);
    const gone = { ...ask, thread: { type: "continue", previous_message_id: "msg_gone" } };
    await assert.rejects(anthropic.beta.messages.create(gone), (error) => {
      assert.equal(error.error.error.details.error_code, "thread_not_found");
      return error instanceof Anthropic.NotFoundError;
    });
  },

  async "anthropic: a batch and its results"() {
    const params = { model: "claude-sonnet-5-5", max_tokens: 20, messages: [{ role: "user", content: "Hi" }] };
    let batch = await anthropic.messages.batches.create({ requests: [
      { custom_id: "good", params }, { custom_id: "bad", params: { ...params, model: "claude-0" } }] });
    for (let n = 0; n < 100 && batch.processing_status !== "ended"; n++) {
      await sleep(50);
      batch = await anthropic.messages.batches.retrieve(batch.id);
    }
    const results = {};
    for await (const line of await anthropic.messages.batches.results(batch.id)) results[line.custom_id] = line.result.type;
    assert.deepEqual(results, { good: "succeeded", bad: "errored" });
    assert.ok((await all(anthropic.messages.batches.list())).some((one) => one.id === batch.id));
    assert.equal((await anthropic.messages.batches.delete(batch.id)).type, "message_batch_deleted");
  },

  async "anthropic: files and models"() {
    const files = anthropic.files ?? anthropic.beta.files;
    const file = await files.upload({ file: await toFile(Buffer.from("notes"), "notes.txt", { type: "text/plain" }) });
    assert.equal(file.size_bytes, 5);
    assert.ok((await all(files.list())).some((one) => one.id === file.id));
    const seen = await (files.retrieveMetadata ?? files.retrieve).call(files, file.id);
    assert.equal(seen.filename, "notes.txt");
    await files.delete(file.id);
    assert.ok((await all(anthropic.models.list())).length > 3);
  },
};

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
    console.log(`ok    ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}\n${error.stack ?? error}`);
  }
}
console.log(`${Object.keys(tests).length - failed} of ${Object.keys(tests).length}`);
process.exit(failed ? 1 : 0);
