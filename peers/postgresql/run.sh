#!/usr/bin/env bash
# Stores, desk, clockwork and backups against a real PostgreSQL: Debian's package, a throw-away cluster.
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
export NEWSARCHIVE_TEST_DATABASE="postgresql+psycopg://postgres@127.0.0.1:$port/postgres"
export PATH="$bin:$PATH"
# Stores, desk, backup and restore; then two schedulers and four workers as processes, with kills.
.venv/bin/pytest tests/test_{store,sources,accounts,schedules,worker,runs,frontier,register,place_register}.py \
  tests/test_{admin,curation,reports,roles,health,backup}.py "$@" 2>&1
NEWSARCHIVE_CLOCK_MINUTES=${NEWSARCHIVE_CLOCK_MINUTES:-0.5} .venv/bin/pytest -m "slow or not slow" tests/test_clock.py "$@"
