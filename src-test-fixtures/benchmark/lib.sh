# shellcheck shell=bash
# Sourced by agent.sh and pod.sh: what they say, and the containers that they start.
# shellcheck disable=SC2154 # dir, containers and entries are the scripts'

progress() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
row() { printf '  %-46s %12s %s\n' "$@"; }

# start_containers: all that are asked for, a few at a time.
start_containers() {
  local name
  for name in $(seq -f 'bench-%g' "$containers"); do printf '%s\n' "$name"; done |
    xargs -P 4 -I NAME docker -H "unix://$dir/docker/sock" run -d --network none --name NAME \
      localhost/driftwatch/busybox:1 >/dev/null
  [ "$entries" = 0 ] || docker_ ps -q | xargs -P 4 -I ID docker -H "unix://$dir/docker/sock" exec ID \
    sh -c "mkdir /srv && cd /srv && for i in \$(seq $entries); do echo \$i >file\$i; done"
}
