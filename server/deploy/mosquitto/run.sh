#!/bin/sh
# Runs Mosquitto, and tells the application of each publish that the ACL refused: under MQTT 3.1.1 its sender gets a normal PUBACK, and
# Mosquitto says so only in its debug log.
#   run.sh CONFIGURATION FOLDER [PORT]   MQTT_PASSWORD: the application's. FOLDER: for passwords and the list of refusals, in memory
set -eu
configuration=$1 folder=$2 port=${3:-1883}
umask 077

printf 'app:%s\n' "$MQTT_PASSWORD" > "$folder/passwords"
mosquitto_passwd -U "$folder/passwords"
printf -- '-u app\n-P %s\n' "$MQTT_PASSWORD" > "$folder/mosquitto_pub"

# Nothing of its own is allowed or denied by default: the ACL file decides, but for whom the application gives the role "revoked".
denied=$(sed -n 's/^plugin_opt_config_file //p' "$configuration")
if [ -n "$denied" ] && [ ! -s "$denied" ]; then
  rules=''
  for type in publishClientSend publishClientReceive subscribePattern; do
    rules="$rules${rules:+,}{\"acltype\":\"$type\",\"topic\":\"#\",\"priority\":1000,\"allow\":false}"
  done
  printf '{"defaultACLAccess":{"publishClientSend":false,"publishClientReceive":false,"subscribe":false,"unsubscribe":false},"clients":[],"groups":[],"roles":[{"rolename":"revoked","acls":[%s]}]}\n' "$rules" > "$denied"
fi

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

exec mosquitto -c "$configuration" 2> "$folder/log"
