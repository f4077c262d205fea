#!/usr/bin/env bash
# record.sh DIR OUT BEFORE.jar AFTER.jar [PART...]: records what people see of two builds of the program, into
# OUT/before and OUT/after; each jar with its lib/ beside it. The parts, all unless named: calls, scenarios,
# agent, events. What each is: README.md. Runtimes and the cluster live below DIR; images stay there.
#
#   SCENARIOS  which, such as "docker/clean cri/readonly"; all of docker, and three of the others
set -euo pipefail
record=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../kubernetes/lib.sh
. "$record/../kubernetes/lib.sh"
[ $# -ge 4 ] || die "usage: record.sh DIR OUT BEFORE.jar AFTER.jar [PART...]"
use "$1"
out=$(realpath -m -- "$2")
cluster=$fixture # where kubernetes/lib.sh lies
work=$dir/recording

# The rest is the first process of namespaces of its own: other containers of the machine are none of its processes, so
# that no build sees them; and however this ends, no process and no mount stays.
if [ $$ != 1 ]; then
  need java default-jdk-headless jq jq curl curl unshare util-linux setpriv util-linux
  inside=
  # shellcheck disable=SC2317 # by the trap
  end() {
    [ -z "$inside" ] || kill -KILL "$inside" 2>/dev/null || :
    wait
    [ ! -d "$dir/cluster" ] || "$cluster/down.sh" "$dir/cluster" >&2
    "$runtimes/down.sh" "$dir" >&2
    rm -rf "$work"
  }
  trap end EXIT
  trap 'exit 143' TERM
  trap 'exit 130' INT
  setpriv --pdeathsig KILL unshare --mount --propagation private --pid --fork --kill-child --mount-proc \
    "$record/record.sh" "$@" &
  inside=$!
  status=0
  wait "$inside" || status=$?
  inside=
  exit "$status"
fi

# take BUILD JAR: a copy, so that nothing is built meanwhile; and its classes as a JVM maps them.
take() {
  local libraries
  libraries=$(dirname "$2")/lib
  [[ -f $2 && -d $libraries ]] || die "$2: no jar with lib/ beside it"
  mkdir -p "$work/$1"
  cp "$2" "$work/$1/driftwatch.jar"
  cp -r "$libraries" "$work/$1"
  java_of "$1" -XX:ArchiveClassesAtExit="$work/$1/driftwatch.jsa" -Xlog:disable \
    -jar "$work/$1/driftwatch.jar" scan -o json >/dev/null 2>&1 || : # it finds no container
}

# java_of BUILD OPTION...
java_of() { timeout 120 java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx512m "${@:2}"; }

# call BUILD NAME ARGUMENT...: what it prints, what it complains of, and its exit status.
call() {
  local file=$out/$1/$2 status=0
  mkdir -p "${file%/*}"
  java_of "$1" -XX:SharedArchiveFile="$work/$1/driftwatch.jsa" -Xlog:disable -jar "$work/$1/driftwatch.jar" "${@:3}" \
    >"$file.out" 2>"$file.err" </dev/null || status=$?
  echo "$status" >"$file.status"
}

# both COMMAND ARGUMENT...: for both builds at once, with the build's name as the command's first argument.
both() {
  local one
  "$1" before "${@:2}" &
  one=$!
  "$1" after "${@:2}"
  wait "$one"
}

# start_container RUNTIME NAME IMAGE [OPTION...]: sets $id, for the parts.
# shellcheck disable=SC2034
start_container() {
  id=$("$runtimes/run.sh" "$dir" "$@" | jq -r .id)
}

say() { printf '%s %s\n' "$(date +%T)" "$*" >&2; }

parts=("${@:5}")
[ ${#parts[@]} -gt 0 ] || parts=(calls scenarios agent events)
rm -rf "$work"
mkdir -p "$work"
take before "$3"
take after "$4"
for part in "${parts[@]}"; do
  [[ " calls scenarios agent events " == *" $part "* ]] || die "no part '$part': calls scenarios agent events"
  say "$part"
  # shellcheck source=/dev/null
  . "$record/$part.sh"
done
say "done"
