#!/bin/sh
# POSIX style, no bashisms except where bash runs it anyway
[ -n "$OPENAI_API_KEY" ] || { echo "key: missing"; exit 0; }
tail4=$(printf %s "$OPENAI_API_KEY" | tail -c 4)
code=$(curl -s -o /dev/null -w "%{http_code}" --retry 2 -H "Authorization: Bearer ${OPENAI_API_KEY}" "${OPENAI_BASE_URL}/models/gpt-5.4-mini")
if [ "$code" = 200 ]; then s=works; else s=refused; fi
printf '%s\n' "key: $s" "(key ending in $tail4)"
