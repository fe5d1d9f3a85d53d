#!/usr/bin/env bash
# deploy/nginx.conf as it stands, in Debian's nginx, before `newsarchive serve` and `worker`.
set -euo pipefail
cd "$(dirname "$0")/../.."
missing=()
for package in nginx-light openssl curl; do
  command -v "${package%-light}" >/dev/null 2>&1 || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -qq >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
PEER_NGINX=$(command -v nginx) .venv/bin/pytest -m peer tests/peer/test_nginx.py "$@"
