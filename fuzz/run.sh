#!/usr/bin/env bash
# Runs each fuzz target for a while: fuzz/run.sh [SECONDS] [TARGET…]. Needs Rust and a
# C++ compiler, no nightly: the coverage flags are those that cargo-fuzz would set.
# The course's own files are what it begins with. A crash leaves its input in
# fuzz/found/TARGET and ends the script with an error.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-600}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(lesson page script request)

export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table"
# A target is named, so that build scripts and macros are built without those flags.
triple=$(rustc -vV | sed -n 's/^host: //p')
cargo build --release --target "$triple"

for target in "${targets[@]}"; do
  mkdir -p "found/$target" "corpus/$target" "seeds/$target"
  case $target in
    lesson | page) cp ../lessons/*.md "seeds/$target/" ;;
    script) cp ../tests/*/*.toml ../prices.toml "seeds/$target/" 2>/dev/null || true ;;
    request) printf '\000{"model":"gpt-5.4-mini","messages":[{"role":"user","content":"Hi"}],"n":2,"stream":true}' >"seeds/$target/chat"
      printf '\001{"model":"gpt-5.4-mini","input":"Hi","text":{"format":{"type":"json_object"}}}' >"seeds/$target/response" ;;
  esac
  printf '\n== %s, %s s\n' "$target" "$seconds"
  "target/$triple/release/$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 -max_len=60000 \
    -artifact_prefix="found/$target/" -print_final_stats=1 -verbosity=1 "corpus/$target" "seeds/$target"
done
