#!/bin/sh
# Starts the nightly job at a given time in Jakarta every day; for containers, which have neither systemd nor cron.
# A run that was missed while the container was down starts at once. Further arguments go to `arsip nightly`.
#
#   deploy/nights.sh 02:17 --recheck-budget 3000
set -eu
at=$1
shift
child=
trap '[ -z "$child" ] || kill -TERM "$child"; wait; exit 0' TERM INT

run_nightly() {
    arsip nightly "$@" &
    child=$!
    wait "$child" || echo "nights: the nightly run ended with status $?" >&2
    child=
}

run_nightly --if-missed "$@"
while :; do
    now=$(date +%s)
    # Jakarta is seven hours ahead of UTC the whole year
    hour=${at%:*} minute=${at#*:}
    due=$(((${hour#0} * 60 + ${minute#0}) * 60))
    passed=$(((now + 7 * 3600) % 86400))
    sleep $(((due - passed + 86400 - 1) % 86400 + 1)) &
    child=$!
    wait "$child"
    run_nightly --jitter 30m "$@"
done
