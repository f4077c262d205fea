# Runs a program and deletes its file: the process goes on, the file system is as it was.
set -eu
cp /bin/sleep /tmp/miner
/tmp/miner 1000 </dev/null >/dev/null 2>&1 &
until [ "$(readlink /proc/$!/exe)" = /tmp/miner ]; do sleep 0.01; done
rm /tmp/miner
