#!/usr/bin/env bash
# run.sh [DIR]: how long driftwatch takes beside what else does the job, see README.md. Starts a
# docker of its own below DIR, and ends it. Measures; judges nothing.
#
#   RUNS    how often each thing is measured, default 5
#   FILES   files of the container of section 5, default 1000000
#   MVN     how Maven is called, default mvn
set -euo pipefail
bench=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../runtimes/lib.sh
. "$bench/../runtimes/lib.sh"
[ $# -le 1 ] || die "usage: run.sh [DIR]"
dir=
use "${1:-/var/tmp/driftwatch-benchmark}"
need perl perl find findutils awk mawk
runs=${RUNS:-5} files=${FILES:-1000000}
agent=$bench/../../agent scenarios=$bench/../scenarios runtimes=$bench/../runtimes

progress() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# millis COMMAND...: how long it takes, RUNS times, after one run that warms the caches.
millis() {
  local begun run
  for run in $(seq 0 "$runs"); do
    begun=$EPOCHREALTIME
    "$@" >/dev/null 2>"$work/stderr" || die "$*: $(tail -n 1 "$work/stderr")"
    [ "$run" = 0 ] || seconds "$begun" | awk '{printf "%.2f\n", $1 * 1000}'
  done
}
seconds() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN {printf "%.5f\n", b - a}'; }

# summary: the least and the median of the numbers on stdin.
summary() { sort -n | awk '{n[NR] = $1} END {print n[1], n[int((NR + 1) / 2)]}'; }

# row NAME SUMMARY [OTHER]: with OTHER, how many times as long that took, by least and by median.
row() {
  awk -v name="$1" -v own="$2" -v other="${3:-}" 'BEGIN {
    split(own, n); split(other, o)
    printf "  %-46s %10.1f %10.1f ms", name, n[1], n[2]
    if (other != "") printf " %8.2f %8.2f", o[1] / n[1], o[2] / n[2]
    print "" }'
}

container() { # container NAME: starts one of the image httpd and sets $id and $upper
  id=$("$runtimes/run.sh" "$dir" docker "$1" httpd | sed 's/.*"id": "\([0-9a-f]*\)".*/\1/')
  upper=$(docker_ inspect -f '{{.GraphDriver.Data.UpperDir}}' "$id")
}
remove() { "$runtimes/rm.sh" "$dir" docker "$1" >/dev/null; }
warm_scan() { # warm_scan ID: lines of "first", "rescan" and "discover" with milliseconds
  java --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xmx512m \
    -cp "$agent/target/test-classes:$agent/target/classes:$agent/target/lib/*" \
    io.driftwatch.bench.WarmScan "$1" "$runs"
}
list_upper() { find "$upper" -printf '%y %m %u %g %s %T@ %C@ %p\n'; }

# compare: the container $id, scanned by driftwatch and by docker diff.
compare() {
  local warm diff
  warm=$(warm_scan "$id")
  diff=$(millis docker_ diff "$id" | summary)
  rescan=$(sed -n 's/^rescan //p' <<<"$warm" | summary)
  printf '  %-46s %10s %10s    docker diff takes x times as long\n' '' least median
  row 'docker diff' "$diff"
  row 'scan: first look, warm JVM' "$(sed -n 's/^first //p' <<<"$warm" | summary)" "$diff"
  row 'scan: rescan, same JVM, nothing changed' "$rescan" "$diff"
  row 'driftwatch scan --container, whole process' "$(millis command_line "$id" | summary)" "$diff"
  row 'of a command: finding the containers' "$(sed -n 's/^discover //p' <<<"$warm" | summary)"
}
command_line() { "$agent/bin/driftwatch" scan --container "$1" --fail-on none; }

# per_entry: the rescan of $id by entry, beside find, which reads what any rescan has to.
per_entry() {
  local find entries
  entries=$(list_upper | wc -l)
  find=$(millis list_upper | summary)
  row "find UPPER -printf, $entries entries" "$find"
  awk -v n="$entries" -v f="${find#* }" -v r="${rescan#* }" 'BEGIN {
    printf "  %-46s %10s %10.2f us\n", "find, by entry", "", f * 1000 / n
    printf "  %-46s %10s %10.2f us    %.2f x as long as find\n", "rescan, by entry", "", r * 1000 / n, r / f }'
}

work=$(mktemp -d)
# Images and the Debian in them are kept in DIR, for the next time.
trap '"$runtimes/down.sh" "$dir" >/dev/null; rm -rf "$work"' EXIT

progress 'building driftwatch and its tests'
(cd "$agent/.." && ${MVN:-mvn} -B -q package -DskipTests >&2)
rm -f "$agent/target/driftwatch.jar"      # the launcher builds it, and the archive of its classes
"$agent/bin/driftwatch" --version >/dev/null
progress 'starting docker, making images'
"$runtimes/up.sh" "$dir" docker >&2
"$runtimes/images.sh" "$dir" >&2
use_running "$dir" docker

printf '%s, %s, Linux %s, %s processors; %s runs each\n' "$(java -version 2>&1 | head -n 1)" \
  "docker $(docker_ version -f '{{.Server.Version}}')" "$(uname -r)" "$(nproc)" "$runs"

progress 1
printf '\n1. httpd after chmod -R a-w /: the whole image copied up, nothing but modes changed\n'
container bench-chmod
"$runtimes/exec.sh" "$dir" docker "$id" "$scenarios/chmod-all/do.sh"
compare
printf '\n4a. The same, rescanned, beside find\n'
per_entry
remove "$id"

progress 2
printf '\n2. 20,000 new small files\n'
container bench-many
"$runtimes/exec.sh" "$dir" docker "$id" "$scenarios/many20k/do.sh"
compare
printf '\n4b. The same, rescanned, beside find\n'
per_entry
remove "$id"

progress 3
printf '\n3. One new sparse file of 10 GiB\n'
container bench-sparse
docker_ exec "$id" truncate -s 10G /srv/sparse
compare
remove "$id"

progress "5 ($files files are made first)"
printf '\n5. %s new files: the heap\n' "$files"
container bench-million
# shellcheck disable=SC2016 # perl's own
docker_ exec "$id" perl -e '
  for my $directory (1 .. $ARGV[0] / 1000) {
    mkdir "/srv/$directory" or die;
    for my $number (1 .. 1000) { open(my $file, ">", "/srv/$directory/f$number") or die; }
  }' "$files"
printf '  %-20s %8s %12s %26s\n' '' status seconds 'used after a collection'
for heap in 512m 60m 30m 16m; do
  begun=$EPOCHREALTIME status=0
  DRIFTWATCH_JAVA_OPTS="-Xmx$heap -Xlog:gc:file=$work/gc-$heap" timeout 600 \
    "$agent/bin/driftwatch" scan --container "$id" -o json --fail-on none >/dev/null 2>&1 || status=$?
  peak=$(grep -o -- '->[0-9]*M' "$work/gc-$heap" | tr -dc '0-9\n' | sort -n | tail -n 1)
  printf '  %-20s %8s %12.1f %23s MB\n' "java -Xmx$heap" "$status" \
    "$(seconds "$begun")" "${peak:-0}"
  [ "$status" = 0 ] || break
done
remove "$id"
