#!/usr/bin/env bash
# Make the virtual environment $1 with exactly the pinned packages, and Doorstep itself in it.
set -euo pipefail
venv=$1
python=
for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
  if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
if [ -z "$python" ]; then
  echo "Doorstep needs Python 3.11 or later. On Debian or Ubuntu: apt-get install -y python3 python3-venv" >&2
  exit 2
fi
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing python3-venv ..." >&2
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
  else
    echo "Python lacks its venv module. Run: sudo apt-get install -y python3-venv" >&2
    exit 2
  fi
fi

# The handbook's PDF needs Pango; without it Doorstep works and writes the page only.
libraries=$(/sbin/ldconfig -p 2>/dev/null || true)
if [[ $libraries != *libpangoft2-1.0* ]]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Pango, for PDF ..." >&2
    (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq libpango-1.0-0 libpangoft2-1.0-0) >/dev/null ||
      echo "Pango could not be installed: handbooks will be web pages only." >&2
  else
    echo "For handbooks as PDF: sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0" >&2
  fi
fi

echo "Setting up in $venv (once; takes a minute) ..." >&2
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
  "$python" -m venv --upgrade-deps "$venv" 2>/dev/null || "$venv/bin/python" -m ensurepip >/dev/null
fi
"$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input --no-compile --no-deps --require-hashes \
  -r requirements-dev.txt # the list is whole, so nothing is looked for; what is imported is compiled then
"$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input --no-deps --no-build-isolation --editable .
