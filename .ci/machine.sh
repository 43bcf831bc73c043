#!/usr/bin/env bash
# Puts on the machine what the tests drive: Chromium with Chinese letters, Mosquitto, OpenSSL, and a native TimescaleDB in the cache.
set -euo pipefail
cd "$(dirname "$0")/.."

cache="${XIAOWEI_CACHE:-$HOME/.cache/xiaowei}"
mkdir -p "$cache"
may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
has_browser() { [ -x /usr/bin/chromium ] || [ -x /usr/bin/chromium-browser ] || [ -x /usr/bin/google-chrome-stable ]; }

missing=()
# Where there is no headless shell the browser itself will do, and the tests take longer.
[ -x /usr/bin/chromium-headless-shell ] || { has_browser && ! may_install; } || missing+=(chromium-headless-shell)
{ command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh-cn family 2>/dev/null)" ]; } || missing+=(fonts-noto-cjk)
command -v mosquitto >/dev/null || [ -x /usr/sbin/mosquitto ] || { [ -n "${MQTT_URL:-}" ] && ! may_install; } || missing+=(mosquitto)
command -v mosquitto_pub >/dev/null || { [ -n "${MQTT_URL:-}" ] && ! may_install; } || missing+=(mosquitto-clients)
command -v openssl >/dev/null || missing+=(openssl)

if [ "${#missing[@]}" -gt 0 ]; then
  if ! may_install; then
    echo "missing on this machine: ${missing[*]} (names of Debian's packages). Install them, or run as root on Debian."
    exit 1
  fi
  started=$SECONDS
  printf 'installing %s … ' "${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 # with this run level Debian starts no service that it installs
  install() {
    apt-get update || return
    apt-cache show chromium-headless-shell || missing=("${missing[@]/#chromium-headless-shell/chromium}")
    apt-get install -y --no-install-recommends "${missing[@]}"
  }
  asked="${missing[*]}"
  install >"$cache/apt.log" 2>&1 ||
    { [ "$asked" = chromium-headless-shell ] && has_browser && printf 'not to be had, '; } ||
    { echo FAILED; tail -n 20 "$cache/apt.log"; exit 1; }
  echo "ok, $((SECONDS - started)) s"
fi

if [ -n "${MQTT_URL:-}" ]; then
  echo 'tests use the broker in MQTT_URL, one file after the other; those that stop, kill or configure a broker need Mosquitto on this machine'
fi
if [ -n "${DATABASE_URL:-}" ]; then
  echo 'tests use the server in DATABASE_URL; those that stop or freeze a database need root on Debian'
else
  bash .ci/timescaledb.sh >/dev/null
fi
