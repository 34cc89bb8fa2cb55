#!/usr/bin/env bash
# All tests: the checks beside those of SQLite, then the browser's beside the database's on PostgreSQL, so that
# no processor waits. A browser's loop and the database's tests do not mix in one process.
set -euo pipefail
python=$1
shift
logs=$(mktemp -d)
failed=0
checking='' on_postgresql=''
stop() { # what still runs when somebody gives up is ended too
  for each in $checking $on_postgresql; do kill "$each" 2>/dev/null || true; done
  rm -rf "$logs"
}
trap stop EXIT

make --no-print-directory check >"$logs/check" 2>&1 &
checking=$!
"$python" -m pytest -q -n 2 --dist loadfile --ignore tests/browser || failed=$?
wait "$checking" || failed=$?
checking=''
cat "$logs/check"

tools/test_on_postgresql.sh "$python" "$@" >"$logs/postgresql" 2>&1 &
on_postgresql=$!
"$python" -m pytest -q -n 2 --dist loadfile tests/browser || failed=$?
wait "$on_postgresql" || failed=$?
on_postgresql=''
cat "$logs/postgresql"
exit "$failed"
