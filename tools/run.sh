#!/usr/bin/env bash
# The demonstration: an invented authority in an SQLite database of its own, the site, and its worker.
set -euo pipefail
bin=$1 folder=$2 children=${3:-2251}
port=${DOORSTEP_PORT:-8000}
export DOORSTEP_DEMO=1 DOORSTEP_STATE=$folder DOORSTEP_BIND=127.0.0.1:$port
unset DOORSTEP_DATABASE DOORSTEP_HTTPS DOORSTEP_SECRET_KEY DOORSTEP_SECRET_KEY_FILE DOORSTEP_HOSTS

if ! "$bin/python" - "$port" <<'PYTHON'
import socket, sys
told = sys.argv[1]
if not told.isdigit() or not 1 <= int(told) <= 65535:
    sys.exit(f"DOORSTEP_PORT={told}: write a number from 1 to 65535.")
with socket.socket() as tried:
    tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        tried.bind(("127.0.0.1", int(told)))
    except OSError as error:
        sys.exit(f"Port {told} cannot be used ({error.strerror}). Take another: make run DOORSTEP_PORT={int(told) % 65535 + 1}")
PYTHON
then
  exit 2
fi

mkdir -p "$folder"
web() { "$bin/python" -m doorstep.web "$@"; }
if [ ! -f "$folder/ready" ]; then
  rm -f "$folder"/doorstep.sqlite3* # an authority that was not finished is begun again
  echo "Making the demonstration in $folder (once; takes half a minute) ..."
fi
web migrate --verbosity 0
web demo --if-empty --children "$children" >/dev/null
touch "$folder/ready"

started=() site=
stop() {
  trap - EXIT INT TERM
  if [ ${#started[@]} -gt 0 ]; then
    kill "${started[@]}" 2>/dev/null || true
    for _ in {1..30}; do # requests in hand are answered; then it ends however many are left
      kill -0 "${started[@]}" 2>/dev/null || break
      sleep 0.1
    done
    pkill -KILL -P "${site:-$$}" 2>/dev/null || true
    wait
  fi
  echo
  echo "Stopped. Everything is kept in $folder; \`make run\` goes on with it, \`rm -r $folder\` throws it away."
}
trap stop EXIT
trap 'exit 0' INT TERM
log=$folder/log
# Each in a process group of its own: Ctrl-C reaches this script only, which tells each of them once.
set -m
"$bin/python" -m doorstep.web worker 2>>"$log" &
started+=($!)
"$bin/gunicorn" -c python:doorstep.web.server doorstep.web.wsgi 2>>"$log" &
site=$!
started+=("$site")
set +m

"$bin/python" - "$port" "$site" <<'PYTHON'
import os, sys, time, urllib.request
for _ in range(600):
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/health", timeout=5)
        break
    except OSError:
        time.sleep(0.1)
        os.kill(int(sys.argv[2]), 0)
PYTHON
web sign_ins
echo
echo "Doorstep is at  http://127.0.0.1:$port  (Ctrl-C ends it; its log is $log)"
wait "$site"
