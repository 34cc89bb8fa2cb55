#!/usr/bin/env bash
# The browser's tests and, at the same time, the database's on PostgreSQL: each leaves half of the machine idle alone.
# They stand apart from the others, and from each other, because a browser's loop and the database's tests do not mix.
set -euo pipefail
python=$1
shift
log=$(mktemp)
trap 'rm -f "$log"' EXIT
tools/test_on_postgresql.sh "$python" "$@" >"$log" 2>&1 &
on_postgresql=$!
failed=0
"$python" -m pytest -q -n 2 --dist loadfile tests/browser || failed=$?
wait "$on_postgresql" || failed=$?
cat "$log"
exit "$failed"
