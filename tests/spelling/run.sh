#!/usr/bin/env bash
# Lists words in the prose that neither the dictionary nor words.txt knows: prints
# nothing and exits 0 when there are none. Code, links and templates are left out.
# Needs aspell with its English dictionary (Debian: aspell aspell-en).
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v aspell >/dev/null || { echo "aspell is missing: apt-get install aspell aspell-en" >&2; exit 2; }

unknown=$(
  for file in lessons/*.md README.md CONTRIBUTING.md; do
    sed -e '/^ *```/,/^ *```/d' -e 's/`[^`]*`//g' -e 's#https\?://[^ )]*##g' -e 's/([^ ()]*\.md[^ ()]*)//g' -e 's/{[^}]*}//g' "$file" |
      aspell list --mode=markdown --lang=en_GB --ignore-case |
      grep -vixFf tests/spelling/words.txt |
      sort -u | sed "s#^#$file: #" || true
  done
)
[ -z "$unknown" ] || { printf '%s\n' "$unknown"; exit 1; }
