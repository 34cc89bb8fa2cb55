#!/usr/bin/env bash
# What only the tests need: a PostgreSQL server to start clusters of their own, and a browser.
# Without them the tests that need one are left out loudly; with CI=true that is a failure.
set -euo pipefail
missing=()
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing+=(postgresql)
command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing ${missing[*]} for the tests (once; takes a minute) ..." >&2
  if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    # The tests make clusters of their own; the package need not start one that stays.
    mkdir -p /etc/postgresql-common && echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
  fi
  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o Dpkg::Options::=--force-confold "${missing[@]}") >/dev/null ||
    echo "WARNING: ${missing[*]} could not be installed; the tests that need it are left out." >&2
else
  echo "WARNING: for all tests, run: sudo apt-get install -y ${missing[*]}" >&2
fi
