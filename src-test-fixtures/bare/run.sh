#!/usr/bin/env bash
# run.sh DIR: runs the two commands of the README as a stranger does, on a machine that has a JDK, Maven and
# git and nothing else: a minimal Debian below DIR, with a copy of this checkout in which nothing is built.
# Ends with the status of the first command that fails. Whatever happens, no process and no mount stays.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/../runtimes/lib.sh"
[ $# = 1 ] || die "usage: run.sh DIR"
use "$1"
need mvn maven unshare util-linux setpriv util-linux
project=$(realpath "$here/../..")
maven_home=~root/.m2 # Java does not ask $HOME
tree=$dir/tree

mkdir -p "$dir" "$maven_home/repository"
exec 9>"$dir/lock"
flock -n 9 || die "another one runs in $dir"
rootfs=$("$here/rootfs.sh" "$dir" bare default-jdk-headless,maven,git,ca-certificates)

# Where a run before this one was killed, its tree is still there, but nothing is mounted in it.
inside=
clean() {
  [ -z "$inside" ] || kill -KILL "$inside" 2>/dev/null || :
  wait
  for _ in {1..50}; do # until the last process has let go
    ! rm -rf --one-file-system "$tree" 2>/dev/null || return 0
    sleep 0.1
  done
  rm -rf --one-file-system "$tree"
}
trap clean EXIT
trap 'exit 143' TERM
trap 'exit 130' INT
clean
mkdir "$tree"
tar -C "$tree" --xattrs --xattrs-include='*' -xf "$rootfs"

# What of this machine it takes to reach the same registries, by name, by certificate and by mirror. Links
# of the tree lead out of it for whoever is not in it, so nothing is written through any.
version=$(mvn -B -version)
maven=$(sed -n 's/^Maven home: //p' <<<"$version")
java=$(sed -n 's/^Java version:.* runtime: //p' <<<"$version")
rm -r "$tree/etc/ssl/certs"
cp -RL /etc/ssl/certs "$tree/etc/ssl"
mkdir -p "$tree/etc/ssl/certs/java"
cp -L --remove-destination "$java/lib/security/cacerts" "$tree/etc/ssl/certs/java"
cp -L --remove-destination /etc/resolv.conf /etc/hosts "$tree/etc"
cp -L --remove-destination "$maven/conf/settings.xml" "$tree/etc/maven"

# Two people, one checkout, and it is the ordinary user's.
chroot "$tree" useradd --create-home --shell /bin/bash stranger
stranger=$tree/home/stranger
mkdir -p "$tree/root/.m2" "$stranger"/{.m2,driftwatch}
ln -s /srv "$tree/root/.m2/repository"
for file in "$maven_home"/settings{,-security}.xml; do
  for home in "$tree/root" "$stranger"; do [ ! -e "$file" ] || cp -L "$file" "$home/.m2"; done
done
tar -C "$project" --exclude=./agent/target --exclude=./.git -cf - . | tar -C "$stranger/driftwatch" -xf -
chroot "$tree" chown -R stranger: /home/stranger

# Processes end with the first of their namespace, which ends with unshare, which ends with this shell, and
# mounts with the last process. In a chroot, user namespaces would be refused: hence a root of its own.
setpriv --pdeathsig KILL unshare --mount --propagation private --pid --fork --kill-child \
  "$here/../bare/enter.sh" "$tree" "$maven_home/repository" </dev/null 9>&- &
inside=$!
status=0
wait "$inside" || status=$?
inside=
exit "$status"
