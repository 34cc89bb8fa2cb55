#!/usr/bin/env bash
# Run the tests of the web application once more, on a PostgreSQL cluster of their own.
set -euo pipefail
python=$1
shift
if ! server=$("$python" tests/throwaway_postgresql.py); then
  echo "==================================================================================" >&2
  echo "NOT TESTED ON POSTGRESQL. $server" >&2
  echo "==================================================================================" >&2
  [ "${CI:-}" = "" ] || [ "${CI:-}" = false ] || exit 1
  exit 0
fi
echo "On PostgreSQL, $server:"
DOORSTEP_TEST_DATABASE=postgresql exec "$python" -m pytest -q -n 2 --dist loadfile "${@:-tests/db}"
