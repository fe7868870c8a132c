#!/usr/bin/env bash
# The vendors' own Python SDK suites against `workbook mock --example-ids`.
#
#   tests/sdk-suites/run.sh [openai|anthropic ...]
#
# Downloads the pinned source distributions from PyPI (they carry the suites),
# installs the SDKs and pytest into a folder of their own, starts the mock, runs the
# core resources, and prints one line of figures per vendor. Exits 1 when a figure is
# below the bar.
#
#   WORKBOOK=path/to/workbook   the program (default: builds the release one)
#   SDK_SUITES_DIR=folder       where downloads stay (default: target/sdk-suites)
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
dir=${SDK_SUITES_DIR:-$root/target/sdk-suites}
openai=3.51.0
anthropic=2.10.0
vendors=("$@")
[ ${#vendors[@]} -gt 0 ] || vendors=(openai anthropic)

# What counts as core, and how many passes are asked for at least.
openai_core="chat test_responses.py responses conversations test_conversations.py test_embeddings.py test_models.py
  test_moderations.py test_completions.py test_files.py test_uploads.py uploads test_batches.py test_images.py
  audio/test_speech.py audio/test_transcriptions.py audio/test_translations.py"
anthropic_core="test_messages.py messages test_models.py test_files.py beta/test_messages.py beta/messages
  beta/test_models.py beta/test_files.py"
openai_bar=1099
anthropic_bar=689

workbook=${WORKBOOK:-}
if [ -z "$workbook" ]; then
  cargo build --release --quiet --manifest-path "$root/Cargo.toml"
  workbook=$root/target/release/workbook
fi
workbook=$(realpath "$workbook")

mkdir -p "$dir"
cd "$dir"
if [ ! -e venv/ready ]; then
  echo "preparing $dir (once)" >&2
  python3 -m venv venv
  venv/bin/pip install --quiet hatchling hatch-fancy-pypi-readme
  venv/bin/pip install --quiet "openai[aiohttp,realtime]==$openai" "anthropic[aiohttp]==$anthropic" \
    pytest pytest-asyncio pytest-xdist pytest-timeout inline-snapshot 'http-snapshot[httpx]==0.1.9' respx \
    dirty-equals time-machine rich griffe hypothesis importlib-metadata trio opentelemetry-sdk packaging \
    standardwebhooks distro nest_asyncio httpx-aiohttp
  touch venv/ready
fi
for name in "openai-$openai" "anthropic-$anthropic"; do
  if [ ! -d "$name/tests" ]; then
    venv/bin/pip download --quiet --no-binary :all: --no-deps --no-build-isolation "${name%-*}==${name##*-}"
    tar xzf "$name.tar.gz"
  fi
done

log=$(mktemp)
"$workbook" mock --example-ids --seed 7 >"$log" 2>/dev/null &
mock=$!
trap 'kill $mock 2>/dev/null; rm -f "$log"' EXIT
for _ in $(seq 100); do
  grep -q ANTHROPIC_BASE_URL "$log" && break
  sleep 0.05
done
grep -q ANTHROPIC_BASE_URL "$log" || { echo "the mock did not start: $workbook mock --example-ids" >&2; exit 1; }
base=$(sed -n 's/^OPENAI_BASE_URL=//p' "$log")
origin=$(sed -n 's/^ANTHROPIC_BASE_URL=//p' "$log")

status=0
for vendor in "${vendors[@]}"; do
  case $vendor in
    openai) version=$openai core=$openai_core bar=$openai_bar url=$base addopts="" ;;
    anthropic) version=$anthropic core=$anthropic_core bar=$anthropic_bar url=$origin addopts="-p tests._alias_httpx" ;;
    *) echo "unknown vendor: $vendor (openai, anthropic)" >&2; exit 2 ;;
  esac
  paths=()
  for path in $core; do
    [ -e "$vendor-$version/tests/api_resources/$path" ] && paths+=("tests/api_resources/$path")
  done
  report=$dir/$vendor.txt
  (
    cd "$vendor-$version"
    TEST_API_BASE_URL=$url DEFER_PYDANTIC_BUILD=false PYTHONPATH=src "$dir/venv/bin/python" -m pytest \
      -o "addopts=$addopts" -n2 -q -p no:cacheprovider --timeout 60 "${paths[@]}"
  ) >"$report" 2>&1 || true
  count() { grep -oE "[0-9]+ $1" "$report" | tail -1 | grep -oE '^[0-9]+' || echo 0; }
  passed=$(count passed) failed=$(count failed) skipped=$(count skipped) errors=$(count 'errors?')
  echo "$vendor $version: $passed passed, $failed failed, $skipped skipped, $errors errors (at least $bar; details: $report)"
  [ "$passed" -ge "$bar" ] || status=1
done
exit $status
