#!/bin/sh
# Runs Mosquitto, and tells the application of each publish that the ACL refused: under MQTT 3.1.1 its sender gets a normal PUBACK, and
# Mosquitto says so only in its debug log. Denies every topic to those whose certificate the application revoked.
#   run.sh CONFIGURATION FOLDER [PORT]   MQTT_PASSWORD: the application's. FOLDER: for passwords and the list of refusals, in memory
set -eu
configuration=$1 folder=$2 port=${3:-1883}
umask 077

printf 'app:%s\n' "$MQTT_PASSWORD" > "$folder/passwords"
mosquitto_passwd -U "$folder/passwords"
printf -- '-u app\n-P %s\n' "$MQTT_PASSWORD" > "$folder/mosquitto_pub"
cp "$folder/mosquitto_pub" "$folder/mosquitto_sub"
rules=$(dirname "$0")/acl
cp "$rules" "$folder/acl"
rm -f "$folder/log"
mkfifo "$folder/log"
: > "$folder/refused"

# mawk waits for a full block of its input unless told otherwise; other awks know no -W interactive.
awk=awk
if awk -W version 2>/dev/null </dev/null | grep -q mawk; then awk='awk -W interactive'; fi

# The broker must never wait for its own client: refusals pass through a file, which begins anew after 10,000 lines.
$awk -v refused="$folder/refused" '
  /(Sending|Received) (PUB|PING|SUB|UNSUB)/ { next }
  /Denied PUBLISH/ {
    if (++lines > 10000) { close(refused); printf "" > refused; close(refused); lines = 1 }
    print >> refused
    fflush(refused)
  }
  { print; fflush() }' < "$folder/log" >&2 &

# $$ is the broker's process after the exec below; what could not be sent is sent again.
export XDG_CONFIG_HOME="$folder"
(
  sent=0
  while kill -0 $$ 2>/dev/null; do
    lines=$(wc -l < "$folder/refused")
    [ "$lines" -ge "$sent" ] || sent=0
    if [ "$lines" -gt "$sent" ]; then
      sed -n "$((sent + 1)),${lines}p" "$folder/refused" |
        mosquitto_pub -h 127.0.0.1 -p "$port" -q 1 -t xiaowei/broker/refused -l 2>/dev/null && sent=$lines
    fi
    sleep 1
  done
) &

# The application says every 15 s whose certificates no longer count. A reload holds for those who are connected too; what they then
# publish is refused, and heard of.
(
  while kill -0 $$ 2>/dev/null; do
    mosquitto_sub -h 127.0.0.1 -p "$port" -W 30 -q 1 -t xiaowei/broker/revoked 2>/dev/null | while read -r names; do
      {
        cat "$rules"
        printf '%s\n' "$names" | tr ' ' '\n' | grep -E '^[A-Za-z0-9._:/-]+$' | grep -vxE 'app|-' |
          while read -r name; do printf '\nuser %s\ntopic deny #\n' "$name"; done
      } > "$folder/acl.next"
      cmp -s "$folder/acl" "$folder/acl.next" && continue
      mv "$folder/acl.next" "$folder/acl"
      kill -HUP $$
    done
    sleep 1
  done
) &

exec mosquitto -c "$configuration" 2> "$folder/log"
