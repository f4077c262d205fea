# shellcheck shell=bash
# Sourced by the parts that run the agent.
# shellcheck disable=SC2154 # what is not assigned here, record.sh and lib.sh assign

declare -A agents=() # process of each build's agent

# configure: what comes on stdin is the configuration; and it has been seen, which they look for every five seconds, and
# do nothing within two.
configure() {
  cat >"$work/config.new"
  mv "$work/config.new" "$work/config.yaml"
  sleep 7.5
}

# start_agent BUILD PART [VARIABLE=VALUE...] [COMMAND...]: with what $work/BUILD holds of its state and its configuration.
start_agent() {
  local build=$1 to=$out/$1/$2
  mkdir -p "$to"
  env NODE_NAME=node-1 MALLOC_ARENA_MAX=2 "${@:3}" java -XX:+UseSerialGC -Xmx192m -Xss512k \
    -XX:SharedArchiveFile="$work/$build/driftwatch.jsa" -Xlog:disable -jar "$work/$build/driftwatch.jar" agent \
    --listen 127.0.0.1:0 --state-dir "$work/$build/state" --config "$work/config.yaml" \
    >>"$to/log" 2>>"$to/err" </dev/null &
  agents[$build]=$!
  for _ in {1..300}; do
    address=$(tac "$to/err" | grep -o -m 1 'http://[^ ]*/metrics' || :)
    [ -z "$address" ] || curl -so /dev/null "$address" || address=
    [ -z "$address" ] || break
    kill -0 "${agents[$build]}" 2>/dev/null || die "the agent of $build has ended: $(tail -n 1 "$to/err")"
    sleep 0.1
  done
  echo "$address" >"$work/$build/address"
}

# page BUILD NAME; scrape BUILD: what it serves.
page() { curl -s --max-time 10 --write-out ' %{http_code}\n' "$(sed "s|/metrics\$|/$2|" "$work/$1/address")"; }
scrape() { curl -sf --max-time 10 "$(cat "$work/$1/address")"; }

# passes BUILD: how many have ended.
passes() { scrape "$1" | sed -n 's/^driftwatch_scans_total \([0-9]*\).*/\1/p'; }

# await_passes BUILD PART NUMBER NAME: until so many more have ended; then what is told is metrics-NAME. One that has
# begun may have been before what was done last, and does not count.
await_passes() {
  local last
  last=$(($(passes "$1") + 1 + $3))
  for _ in {1..1200}; do
    [ "$(passes "$1")" -lt "$last" ] || break
    sleep 0.1
  done
  scrape "$1" >"$out/$1/$2/metrics-$4"
}

# stop_agent BUILD PART: by SIGTERM, and what it leaves behind.
stop_agent() {
  local status=0
  kill "${agents[$1]}"
  wait "${agents[$1]}" || status=$?
  echo "$status" >>"$out/$1/$2/status"
  rm -rf "$out/$1/$2/state"
  cp -r "$work/$1/state" "$out/$1/$2/state"
}
