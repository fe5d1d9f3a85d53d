#!/usr/bin/env bash
# Crawl a real WordPress: Debian's packages, a throw-away site and database, loopback only.
# Arguments go to pytest; SERVE=1 serves the site for a look instead, KEEP=1 leaves its folder.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
packages=(wordpress wordpress-l10n wordpress-theme-twentytwentyone wordpress-theme-twentytwentythree
  mariadb-server php-cli php-mysql php-xml php-mbstring)

missing=()
for package in "${packages[@]}"; do
  dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  as_root=$([ "$(id -u)" = 0 ] || echo sudo)
  echo "installing: ${missing[*]}" >&2
  $as_root apt-get -o DPkg::Lock::Timeout=300 update -qq >/dev/null
  DEBIAN_FRONTEND=noninteractive $as_root apt-get -o DPkg::Lock::Timeout=300 install -y -qq \
    --no-install-recommends "${missing[@]}" >/dev/null
fi

work=$(mktemp -d -t newsarchive-wordpress.XXXXXX)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
database="" web=""
stop() {
  [ -z "$web" ] || kill -- "-$web" 2>/dev/null || true
  [ -z "$database" ] || kill "$database" 2>/dev/null || true
  wait 2>/dev/null || true
  if [ -n "${KEEP:-}" ]; then echo "kept: $work" >&2; else rm -rf "$work"; fi
}
trap stop EXIT

# The database: its own folder, a socket, no network.
user=$(id -un)
mariadb-install-db --no-defaults --auth-root-authentication-method=normal --user="$user" \
  --datadir="$work/mysql" --skip-test-db >"$work/install.log" 2>&1
/usr/sbin/mariadbd --no-defaults --user="$user" --datadir="$work/mysql" --skip-networking \
  --socket="$work/db.sock" --pid-file="$work/db.pid" --innodb-buffer-pool-size=64M \
  --innodb-flush-log-at-trx-commit=0 >"$work/mysql.log" 2>&1 &
database=$!
for _ in $(seq 150); do
  mariadb-admin --no-defaults --socket="$work/db.sock" -uroot ping >/dev/null 2>&1 && break
  sleep 0.2
done
mariadb --no-defaults --socket="$work/db.sock" -uroot -e 'CREATE DATABASE wordpress CHARACTER SET utf8mb4'

# The site: Debian's files with our own configuration in place of Debian's.
cp -rL /usr/share/wordpress "$work/site"
cp -rL /var/lib/wordpress/wp-content/languages "$work/site/wp-content/" 2>/dev/null || true
mkdir -p "$work/site/wp-content/uploads" "$work/site/wp-content/mu-plugins"
cp "$here/doors.php" "$work/site/wp-content/mu-plugins/"
sed -e "s#@SOCKET@#$work/db.sock#" -e "s#@URL@#http://127.0.0.1:$port#" \
  "$here/config.php" >"$work/site/wp-config.php"

export PEER_WORDPRESS_SITE="$work/site" PEER_WORDPRESS_URL="http://127.0.0.1:$port/"
export PEER_WORDPRESS_LOG="$work/access.log" PEER_WORDPRESS_POSTS="$work/posts.json"
: >"$PEER_WORDPRESS_LOG"
.venv/bin/python "$here/posts.py" "$work/site/wp-content/uploads" >"$PEER_WORDPRESS_POSTS"
php -d sendmail_path=/bin/true "$here/act.php" install
php "$here/act.php" fill "$PEER_WORDPRESS_POSTS"

PHP_CLI_SERVER_WORKERS=4 setsid php -d opcache.enable_cli=1 -S "127.0.0.1:$port" -t "$work/site" \
  "$here/router.php" >"$work/server.log" 2>&1 &
web=$!
for _ in $(seq 100); do
  python3 -c "import urllib.request as u; u.urlopen('http://127.0.0.1:$port/robots.txt', timeout=5)" 2>/dev/null && break
  sleep 0.2
done
if [ -n "${SERVE:-}" ]; then
  export -p | grep PEER_WORDPRESS
  wait "$web"
else
  .venv/bin/pytest -m peer tests/peer/test_wordpress.py "$@"
fi
