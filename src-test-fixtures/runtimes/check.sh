#!/usr/bin/env bash
# check.sh DIR RUNTIME [SCENARIO...]: runs scenarios (all, unless named) and holds what the oracle
# finds against their expected.txt. Severities are not looked at: the oracle knows none.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# -ge 2 ] || die "usage: check.sh DIR RUNTIME [SCENARIO...]"
use_running "$1" "$2"
shift 2
case $runtime in *-runsc | *-native) die "$runtime: its containers' file systems are no overlays" ;; esac
scenarios=$(realpath "$here/../scenarios")
[ $# -gt 0 ] || for folder in "$scenarios"/*/; do set -- "$@" "$(basename "$folder")"; done

# observe SCENARIO: what the oracle finds after it, in a fresh container.
observe() {
  local started id options=() failed=0
  [ ! -e "$scenarios/$1/options" ] || read -ra options <"$scenarios/$1/options"
  started=$("$here/run.sh" "$dir" "$runtime" "check-$1" httpd "${options[@]}") || return
  id=${started#*'"id": "'} id=${id%%'"'*}
  "$here/exec.sh" "$dir" "$runtime" "$id" "$scenarios/$1/do.sh" &&
    "$here/oracle.sh" "$dir" "$runtime" "$id" --touched || failed=1
  "$here/rm.sh" "$dir" "$runtime" "$id" && return $failed
}

# compare SCENARIO FOUND: prints where they differ, and nothing where they do not.
compare() {
  local expected paths count
  # "[docker podman] ..." is for those runtimes, with all their variants.
  expected=$(sed -nE "/^#/d; /^$/d; s/^\[([^]]* )?${runtime%%-*}( [^]]*)?\] //; /^\[/!p" \
    "$scenarios/$1/expected.txt")
  paths=$(sed -nE 's/^([a-z]+) (critical|warning|info) /\1 /p; /^touched /p' <<<"$expected")
  if grep -qx oracle <<<"$expected"; then
    comm -13 <(sort <<<"$2") <(sort <<<"$paths") | sed 's/^/missing: /'
  else
    grep -q '^touched ' <<<"$expected" || set -- "$1" "$(sed '/^touched /d' <<<"$2")"
    diff <(echo "$paths") <(echo "$2") || :
  fi
  while read -r count; do
    [ "$(grep -c "^${count%=*} " <<<"$2")" = "${count#*=}" ] || echo "not $count"
  done < <(sed -n 's/^counts //p' <<<"$expected" | tr ' ' '\n')
}

failed=0
for scenario; do
  begin=${EPOCHREALTIME/./}
  if found=$(observe "$scenario"); then wrong=$(compare "$scenario" "$found"); else wrong="failed"; fi
  printf '%-21s %-18s %5d ms  %s\n' "$runtime" "$scenario" $(((${EPOCHREALTIME/./} - begin) / 1000)) "${wrong:-ok}"
  [ -z "$wrong" ] || failed=$((failed + 1))
done
[ $failed = 0 ] || die "$failed of $# scenarios are not as expected"
