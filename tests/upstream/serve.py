"""llama.cpp's own server with a tiny model of random weights, made here and now.

Prints the base URL once it answers, and serves until its standard input closes.
The model's words mean nothing; everything around them is real: the tokenizer, the
sampler, the chat template, the counts, the stream. It wants the key in UPSTREAM_KEY,
where that is set.
"""

import os
import string
import sys
import tempfile

import gguf
import numpy
import xllamacpp

# As small as can be, and yet slow enough that its pieces do not all come at once.
WIDTH, HEADS, LAYERS, HIDDEN = 256, 4, 8, 1024
NORMAL, UNKNOWN, CONTROL, BYTE = 1, 2, 3, 6

TEMPLATE = (
    "{{ bos_token }}{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}"
    "{% if add_generation_prompt %}assistant:{% endif %}"
)


def words(numbers):
    """Pronounceable inventions, each a token of its own with a space before it."""
    made = set()
    while len(made) < 512:
        pairs = zip(numbers.choice(list("bdfgklmnprstvz"), 4), numbers.choice(list("aeiou"), 4))
        made.add("".join(a + b for a, b in list(pairs)[: numbers.integers(1, 5)]))
    return sorted(made)


def vocabulary(numbers):
    """Tokens, scores and kinds: the controls, every byte, letters, and the words."""
    rows = [("<unk>", 0.0, UNKNOWN), ("<s>", 0.0, CONTROL), ("</s>", 0.0, CONTROL)]
    rows += [(f"<0x{byte:02X}>", 0.0, BYTE) for byte in range(256)]
    rows += [(sign, -1000.0, NORMAL) for sign in string.ascii_letters + string.digits + ".,!?'\u2581"]
    rows += [("\u2581" + word, float(-place), NORMAL) for place, word in enumerate(words(numbers))]
    return rows


def write_model(path):
    numbers = numpy.random.default_rng(7)
    rows = vocabulary(numbers)
    out = gguf.GGUFWriter(path, "llama")
    out.add_name("tiny-random")
    out.add_context_length(4096)
    out.add_embedding_length(WIDTH)
    out.add_block_count(LAYERS)
    out.add_feed_forward_length(HIDDEN)
    out.add_head_count(HEADS)
    out.add_head_count_kv(HEADS)
    out.add_layer_norm_rms_eps(1e-5)
    out.add_rope_dimension_count(WIDTH // HEADS)
    out.add_vocab_size(len(rows))
    out.add_file_type(0)
    out.add_tokenizer_model("llama")
    out.add_token_list([token.encode() for token, _, _ in rows])
    out.add_token_scores([score for _, score, _ in rows])
    out.add_token_types([kind for _, _, kind in rows])
    out.add_unk_token_id(0)
    out.add_bos_token_id(1)
    out.add_eos_token_id(2)
    out.add_add_bos_token(True)
    out.add_chat_template(TEMPLATE)

    def weights(name, *shape, scale=1.0):
        out.add_tensor(name, (numbers.standard_normal(shape) * scale).astype(numpy.float32))

    def ones(name):
        out.add_tensor(name, numpy.ones(WIDTH, dtype=numpy.float32))

    weights("token_embd.weight", len(rows), WIDTH)
    ones("output_norm.weight")
    # The controls and the bytes hardly ever win: what comes out are words, and now and
    # then an end.
    output = numbers.standard_normal((len(rows), WIDTH)) * 0.15
    output[:259] *= 0.1
    out.add_tensor("output.weight", output.astype(numpy.float32))
    for layer in range(LAYERS):
        at = f"blk.{layer}."
        ones(at + "attn_norm.weight")
        ones(at + "ffn_norm.weight")
        for part in ["attn_q", "attn_k", "attn_v", "attn_output"]:
            weights(at + part + ".weight", WIDTH, WIDTH, scale=0.08)
        weights(at + "ffn_gate.weight", HIDDEN, WIDTH, scale=0.08)
        weights(at + "ffn_up.weight", HIDDEN, WIDTH, scale=0.08)
        weights(at + "ffn_down.weight", WIDTH, HIDDEN, scale=0.08)
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "tiny-random.gguf")
        write_model(path)
        params = xllamacpp.CommonParams()
        params.model.path = path
        params.hostnames = ["127.0.0.1"]
        params.port = 0
        params.model_alias = ["tiny-random"]
        params.api_keys = [key for key in [os.environ.get("UPSTREAM_KEY")] if key]
        params.n_ctx = 8192
        params.n_parallel = 4
        # Nobody sets a limit in a lesson's first call: a model without sense needs one.
        params.n_predict = 60
        params.cpuparams.n_threads = 1
        params.cpuparams_batch.n_threads = 1
        params.n_gpu_layers = 0
        params.warmup = False
        server = xllamacpp.Server(params)
        print(server.listening_address + "/v1", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
