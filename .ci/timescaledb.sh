#!/usr/bin/env bash
# Puts a native TimescaleDB (PostgreSQL 17 and TimescaleDB 2.19 of Debian 13) into the cache folder and prints its path.
# Tests run servers out of it, test/support/timescaledb.ts. Nothing is installed on the machine itself but debootstrap.
set -euo pipefail

cache="${XIAOWEI_CACHE:-$HOME/.cache/xiaowei}"
root="$cache/timescaledb-trixie"

if [ -x "$root/usr/lib/postgresql/17/bin/postgres" ]; then
  echo "$root"
  exit 0
fi

say() { echo "timescaledb: $*" >&2; }

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  say "the test database is built from Debian's packages, which needs root and apt."
  say "Set DATABASE_URL to a PostgreSQL with TimescaleDB whose user may create databases, and run again."
  exit 1
fi

mkdir -p "$cache"
exec 9>"$cache/timescaledb.lock"
flock 9
if [ -x "$root/usr/lib/postgresql/17/bin/postgres" ]; then # built by another run while this one waited
  echo "$root"
  exit 0
fi

if ! command -v debootstrap >/dev/null; then
  say 'installing debootstrap'
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends debootstrap; } >"$cache/debootstrap.log" 2>&1 ||
    { tail -n 20 "$cache/debootstrap.log" >&2; exit 1; }
fi

# The mirror and proxy that apt uses here; the suite is always trixie.
release="$(. /etc/os-release && echo "$VERSION_CODENAME")"
mirror="$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' | awk -v release="$release" '$2 == release && $3 == "main" { print $1; exit }')"
[ -n "$mirror" ] || { say "found no mirror for $release main in apt's sources"; exit 1; }
proxy="$(apt-config shell proxy Acquire::http::Proxy)" && eval "$proxy"
[ -z "${proxy:-}" ] || export http_proxy="$proxy"

partial="$root.partial"
rm -rf "$partial"
say 'building from Debian 13, about a minute, once'
# A mount namespace of its own: what debootstrap mounts is gone with it, however it ends.
unshare --mount --propagation private \
  debootstrap --variant=minbase --include=postgresql-17-timescaledb trixie "$partial" "$mirror" >"$cache/debootstrap.log" 2>&1 9>&- ||
  { tail -n 20 "$cache/debootstrap.log" >&2; exit 1; }
rm -rf "$partial"/var/cache/apt/archives/*.deb
mkdir -p "$partial/srv/clusters"
mv "$partial" "$root"
say "ready in $root"
echo "$root"
