#!/usr/bin/env bash
# commands.sh: on the bare machine, where run.sh starts it: the commands of the README's "Try it". The first
# builds the program, the second the tests, and the third finds both built.
set -euo pipefail
cd /home/stranger/driftwatch

step() {
  local start=$SECONDS status=0
  printf '\n== bare machine: %s\n' "$*"
  "$@" || status=$?
  printf '== bare machine: %s ended with status %s after %s s\n' "$*" "$status" "$((SECONDS - start))"
  return "$status"
}
root() { env HOME=/root USER=root LOGNAME=root "$@"; }
stranger() {
  setpriv --reuid stranger --regid stranger --init-groups \
    env HOME=/home/stranger USER=stranger LOGNAME=stranger "$@"
}

step root agent/bin/driftwatch demo

# What one fetches the other has as well; to root's belongs what this machine keeps.
cp -a /srv /home/stranger/.m2/repository
chown -R stranger: /home/stranger/.m2
step stranger mvn -B --no-transfer-progress verify
cp -dR --preserve=timestamps --update /home/stranger/.m2/repository/. /srv

step root mvn -B --no-transfer-progress verify
