#!/bin/sh
# Checks by metrics.prom that the last successful nightly run ended within so many seconds.
#
#   deploy/healthy.sh metrics.prom 180000
set -eu
last=$(awk '/^arsip_night_last_success_timestamp_seconds/ { printf "%d", $NF }' "$1")
[ -n "$last" ] || { echo "no successful nightly run yet" >&2; exit 1; }
age=$(($(date +%s) - last))
[ "$age" -le "$2" ] || { echo "the last successful nightly run ended $age seconds ago" >&2; exit 1; }
echo "the last successful nightly run ended $age seconds ago"
