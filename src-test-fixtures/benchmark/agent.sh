#!/usr/bin/env bash
# agent.sh [DIR]: what the agent costs a node on which nothing happens, see README.md. Starts a docker
# of its own below DIR with containers that sleep, and ends both. Measures; judges nothing.
#
#   CONTAINERS  how many run, default 100
#   ENTRIES     files that each has written before, default 0
#   SETTLE      passes before it is measured, default 4
#   PASSES      passes that are measured, default 5
#   INTERVAL    seconds between passes, default 60
#   HEAP        the JVM's -Xmx, default 96m
#   JAVA_HOME   the JDK that runs the agent; else that of the java on PATH
#   MVN         how Maven is called, default mvn
set -euo pipefail
bench=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../runtimes/lib.sh
. "$bench/../runtimes/lib.sh"
# shellcheck source=lib.sh
. "$bench/lib.sh"
[ $# -le 1 ] || die "usage: agent.sh [DIR]"
dir=
use "${1:-/var/tmp/driftwatch-benchmark}"
need curl curl xargs findutils awk mawk
containers=${CONTAINERS:-100} entries=${ENTRIES:-0} settle=${SETTLE:-4} passes=${PASSES:-5}
interval=${INTERVAL:-60} heap=${HEAP:-96m}
agent=$bench/../../agent runtimes=$bench/../runtimes
jdk=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}
[ -x "$jdk/bin/jcmd" ] || die "$jdk is no JDK: it has no bin/jcmd"

# flags: the JVM's, one a line. Not every JVM gives back what malloc keeps.
flags() {
  printf '%s\n' -XX:+UseSerialGC -Xms16m -Xmn6m -Xss512k "-Xmx$heap"
  local trim=(-XX:TrimNativeHeapInterval=2000)
  "$jdk/bin/java" "${trim[@]}" -version >/dev/null 2>&1 || trim=(-XX:+UnlockExperimentalVMOptions "${trim[@]}")
  ! "$jdk/bin/java" "${trim[@]}" -version >/dev/null 2>&1 || printf '%s\n' "${trim[@]}"
}

# start_agent: from a copy of what is built, and sets $pid and $address.
start_agent() {
  local options
  mapfile -t options < <(flags)
  cp -r "$agent/target/driftwatch.jar" "$agent/target/lib" "$work"
  printf 'scanInterval: %ss\n' "$interval" >"$work/config.yaml"
  NODE_NAME=bench MALLOC_ARENA_MAX=2 "$jdk/bin/java" "${options[@]}" -jar "$work/driftwatch.jar" agent \
    --listen 127.0.0.1:0 --state-dir "$work/state" --config "$work/config.yaml" \
    >"$work/lines" 2>"$work/errors" &
  pid=$!
  for _ in {1..300}; do
    address=$(grep -o 'http://[^ ]*/metrics' "$work/errors") && return
    sleep 0.1
  done
  die "the agent does not start: $(tail -n 1 "$work/errors")"
}

metric() { scrape | awk -v name="$1" 'index($1, name) == 1 {sum += $2} END {printf "%d\n", sum}'; }
scrape() { curl -sf "$address"; }

# await_passes NUMBER: until so many more have ended. Scrapes as a Prometheus would.
await_passes() {
  local until now
  now=$(metric driftwatch_scans_total)
  until=$((now + $1))
  while [ "$now" -lt "$until" ]; do
    sleep 15 &
    wait $!
    kill -0 "$pid" 2>/dev/null || die "the agent has ended: $(tail -n 1 "$work/errors")"
    now=$(metric driftwatch_scans_total)
    memory VmRSS >>"$work/rss"
  done
}

cpu() { sed 's/.*) //' "/proc/$pid/stat" | awk -v hz="$(getconf CLK_TCK)" '{print ($12 + $13) / hz}'; }
memory() { awk -v name="$1:" '$1 == name {printf "%.1f\n", $2 / 1024}' "/proc/$pid/status"; }
pss() { awk '$1 == "Pss:" {printf "%.1f\n", $2 / 1024}' "/proc/$pid/smaps_rollup"; }
count() { find "/proc/$pid/$1" -mindepth 1 -maxdepth 1 | wc -l; }

# by_thread: the CPU seconds of each kind of thread so far.
by_thread() {
  local task
  for task in "/proc/$pid/task"/*/stat; do cat "$task" 2>/dev/null || :; done |
    awk -v hz="$(getconf CLK_TCK)" '{
      name = $0; sub(/^[^(]*\(/, "", name); sub(/\).*/, "", name); gsub(/[#0-9-]+$/, "", name); gsub(/ /, "_", name)
      rest = $0; sub(/.*\) /, "", rest); split(rest, f, " ")
      sum[name] += (f[12] + f[13]) / hz } END {for (name in sum) print name, sum[name]}' | sort
}

# report SECONDS CPU PASSES: what was measured meanwhile.
report() {
  row 'passes, of a scrape every 15 s' "$3" "in $1 s"
  row 'CPU by pass' "$(awk -v c="$2" -v p="$3" 'BEGIN {printf "%.0f", c * 1000 / p}')" ms
  row 'CPU of one core' "$(awk -v c="$2" -v s="$1" 'BEGIN {printf "%.2f", c * 100 / s}')" %
  row 'RSS at the end, and the most seen' "$(memory VmRSS)" "MiB, $(sort -n "$work/rss" | tail -n 1) MiB"
  row 'RSS that is not of files' "$(memory RssAnon)" MiB
  row 'PSS' "$(pss)" MiB
  row 'threads' "$(count task)"
  row 'descriptors' "$(count fd)"
  row 'bytes of a scrape' "$(scrape | wc -c)"
  "$jdk/bin/jcmd" "$pid" GC.run >/dev/null
  row 'heap in use after a collection' "$("$jdk/bin/jcmd" "$pid" GC.heap_info | awk '
    /(new|tenured) generation|DefNew|Tenured/ {for (i = 1; i < NF; i++) if ($i == "used") sum += $(i + 1)}
    END {printf "%.1f", sum / 1024}')" MiB
  printf '  threads that took CPU meanwhile, in ms by pass:\n'
  join "$work/threads-before" <(by_thread) |
    awk -v p="$3" '$3 - $2 > 0 {printf "    %-44s %12.0f\n", $1, ($3 - $2) * 1000 / p}' | sort -k 2 -nr
}

work=$(mktemp -d)
pid=
end() {
  [ -z "$pid" ] || kill "$pid" 2>/dev/null || :
  [ -z "$pid" ] || wait "$pid" || :
  "$runtimes/down.sh" "$dir" >/dev/null
  rm -rf "$work"
}
trap end EXIT

progress 'building driftwatch'
(cd "$agent/.." && ${MVN:-mvn} -B -q package -DskipTests >&2)
progress 'starting docker, making images'
"$runtimes/up.sh" "$dir" docker >&2
"$runtimes/images.sh" "$dir" >&2
use_running "$dir" docker
progress "starting $containers containers"
start_containers
start_agent
progress "settling for $settle passes"
await_passes "$settle"
: >"$work/rss"
by_thread >"$work/threads-before"
before=$(metric driftwatch_scans_total) begun=$EPOCHREALTIME used=$(cpu)
progress "measuring $passes passes"
await_passes "$passes"
used=$(awk -v a="$used" -v b="$(cpu)" 'BEGIN {print b - a}')
seconds=$(awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN {printf "%.0f", b - a}')

printf '%s, Linux %s, %s processors; %s containers of %s entries (%s on this machine), a pass every %s s\n' \
  "$("$jdk/bin/java" -version 2>&1 | head -n 1)" "$(uname -r)" "$(nproc)" "$containers" "$entries" \
  "$(metric driftwatch_containers)" "$interval"
report "$seconds" "$used" "$(($(metric driftwatch_scans_total) - before))"
