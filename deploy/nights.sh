#!/bin/sh
# Spends a night at the given hour of every day in Jakarta, for ever; for containers, which have neither systemd nor cron.
# A night that was missed while nothing ran is made up for at the start. What stands after the hour goes to `arsip nightly`.
#
#   deploy/nights.sh 02:17 --recheck-budget 3000
set -eu
at=$1
shift
child=
trap '[ -z "$child" ] || kill -TERM "$child"; wait; exit 0' TERM INT

spend() {
    arsip nightly "$@" &
    child=$!
    wait "$child" || echo "nights: the night ended with status $?" >&2
    child=
}

spend --if-missed "$@"
while :; do
    now=$(date +%s)
    # Jakarta is seven hours ahead of UTC the whole year
    hour=${at%:*} minute=${at#*:}
    due=$(((${hour#0} * 60 + ${minute#0}) * 60))
    passed=$(((now + 7 * 3600) % 86400))
    sleep $(((due - passed + 86400 - 1) % 86400 + 1)) &
    child=$!
    wait "$child"
    spend --jitter 30m "$@"
done
