#!/bin/sh
# Says by metrics.prom whether the last good night ended within so many seconds.
#
#   deploy/healthy.sh metrics.prom 180000
set -eu
last=$(awk '/^arsip_night_last_success_timestamp_seconds/ { printf "%d", $NF }' "$1")
[ -n "$last" ] || { echo "no good night yet" >&2; exit 1; }
age=$(($(date +%s) - last))
[ "$age" -le "$2" ] || { echo "the last good night ended $age seconds ago" >&2; exit 1; }
echo "the last good night ended $age seconds ago"
