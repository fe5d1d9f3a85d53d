#!/usr/bin/env bash
# Run the store's tests against a real PostgreSQL: Debian's package, a throw-away cluster on loopback.
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
  apt-get update -qq >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null
fi
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
work=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
chown postgres "$work"
run_as() { (cd "$work" && if [ "$(id -u)" = 0 ]; then su postgres -c "$1"; else sh -c "$1"; fi); }
stop() {
  run_as "$bin/pg_ctl -D $work/cluster -m immediate stop" >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap stop EXIT
run_as "$bin/initdb -D $work/cluster -A trust -E UTF8 --locale=C" >/dev/null
run_as "$bin/pg_ctl -D $work/cluster -o '-p $port -k $work -c listen_addresses=127.0.0.1' -l $work/log -w start" >/dev/null
NEWSARCHIVE_TEST_DATABASE="postgresql+psycopg://postgres@127.0.0.1:$port/postgres" \
  .venv/bin/pytest tests/test_store.py tests/test_sources.py "$@"
