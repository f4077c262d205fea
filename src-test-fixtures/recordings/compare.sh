#!/usr/bin/env bash
# compare.sh BEFORE AFTER: how two recordings differ, as diff prints it, without what differs by nature. Ends with 0
# when nothing does, and with 1 when something does.
set -euo pipefail
die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 2
}
[ $# = 2 ] || die "usage: compare.sh BEFORE AFTER"
for folder; do [ -d "$folder" ] || die "$folder: no such folder"; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Only what looks as it should is taken out: another format of a time is a difference.
instant='[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{3}Z'
number='-?[0-9.]+(E[0-9]+)?'

# When it looked, and how long that took; what was watched for how long. Only demo's container is not the same for
# both: each has its own, with another number.
of_calls=(
  -e 's/^(  "(started|advised)At": )"'"$instant"'"/\1TIME/'
  -e 's/("durationSeconds": )[0-9]+\.[0-9]{3}/\1TIME/'
  -e 's/ [0-9]+\.[0-9]{2} s$/ TIME/'
  -e 's/(watched for )[0-9]+ (s|min)/\1TIME/'
  -e 's/("watchedSeconds": )[0-9]+\.[0-9]{3}/\1TIME/'
)
of_demo=(
  -e 's/(\(unknown, demo\/image:1, )[0-9]+/\1PID/'
  -e 's/^(container: process )[0-9]+/\1PID/'
)

# A look keeps 64 places that were written to, and goes through directories in an order that is chance: where there are
# more, which are kept is not the same twice.
of_crowd=(-n -e '/"(id|name|verdict|image|rootfs)": /p' -e '/^[^ #]/p')

# The clock; a finding's second; and the port, any that is free.
of_log=(
  -e 's/"(time|firstSeen)":"'"$instant"'"/"\1":TIME/g'
)
# The line above a message has its time and the class that says it, and a redesign may move classes.
of_errors=(
  -e 's/^[A-Z][a-z]{2} [0-9]+, [0-9]{4} [0-9:]+ [AP]M [a-zA-Z0-9_.$]+ .*/TIME CLASS/'
  -e 's/(http:\/\/127\.0\.0\.1:)[0-9]+/\1PORT/'
)
# How much time, memory and reading it took, and when, which the number of passes is a part of. A file is remembered a
# minute after it changed, and which pass that is depends on when it began.
of_metrics=(
  -e '/^(# (HELP|TYPE) )?(jvm|process)_/d'
  -e 's/^(driftwatch_[a-z_]*_timestamp_seconds(\{.*\})?) '"$number"'$/\1 TIME/'
  -e 's/^(driftwatch_scan_duration_seconds_(bucket\{.*\}|count|sum)) '"$number"'$/\1 TIME/'
  -e 's/^(driftwatch_scans_total) '"$number"'$/\1 NUMBER/'
  -e 's/^(driftwatch_(hashed_bytes_total|digest_cache_(hits_total|misses_total|entries|bytes))) '"$number"'$/\1 NUMBER/'
)
of_state=(
  -e 's/"(since|until|lastSeen|firstSeen)":[0-9]+/"\1":TIME/g'
)

# Each build had pods of its own, and so other ids, inodes and snapshots: which the part agent has the same for both.
of_cluster=(
  -e 's/record-[12]/NAMESPACE/g'
  -e 's/shop-[a-z0-9]+-[a-z0-9]{5}\b/shop-POD/g'
  -e 's/("containerId":"|container_id="|"id":"|"key":"containerd\/)[0-9a-f]+/\1ID/g'
  -e 's/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/UID/g'
  -e 's/snapshots\/[0-9]+\//snapshots\/N\//g'
  -e 's/("name":"[^".]*)\.[0-9a-f]{16}"/\1.NAME"/g'
  -e 's/"observedAt":[0-9]+/"observedAt":TIME/g'
  -e 's/"fingerprint":-?[0-9]+/"fingerprint":INODE/g'
)
# Of an Event all but its ids, its times and who last wrote which field.
of_events='def time: if type == "string" then sub("^[0-9-]+T[0-9:]+[.][0-9]{6}Z$"; "TIME") else . end;
  .items[] | select(.reportingController // "" | startswith("driftwatch"))
  | del(.metadata["uid", "resourceVersion", "creationTimestamp", "managedFields", "selfLink"])
  | del(.regarding["uid", "resourceVersion"]) | .eventTime |= time
  | if .series then .series.lastObservedTime |= time else . end'

# by_container: lines of one container stay in their order. Which container is looked at first is chance.
by_container() {
  sed -E 's/^(.*"(pod":.*"containerId":"[^"]*").*)$/\2\t\1/' | sort -s -t $'\t' -k 1,1 | cut -f 2-
}

# plain FILE: prints it without what differs by nature.
plain() {
  case $1 in
  */events.json) jq -cS "$of_events" "$1" | sed -E "${of_cluster[@]}" | sort ;;
  */events/log) sed -E "${of_log[@]}" "${of_cluster[@]}" "$1" | by_container ;;
  */events/metrics-*) sed -E "${of_metrics[@]}" "${of_cluster[@]}" "$1" | sort ;;
  */events/state/*) sed -E "${of_state[@]}" "${of_cluster[@]}" "$1" && echo ;;
  */docker-chmod-all/advise-*.out) sed -E "${of_crowd[@]}" "$1" ;;
  */advise-patch.out) sed -z 's/\n# / /g' "$1" | sed -E "${of_calls[@]}" ;; # lines break after another word with another time
  */calls/demo.*) sed -E "${of_calls[@]}" "${of_demo[@]}" "$1" ;;
  *.out) sed -E "${of_calls[@]}" "$1" ;;
  */err | *.err) sed -E "${of_errors[@]}" "$1" ;;
  */log) sed -E "${of_log[@]}" "$1" | by_container ;;
  */metrics-*) sed -E "${of_metrics[@]}" "$1" | sort ;;
  */state/*) sed -E "${of_state[@]}" "$1" ;;
  *) cat "$1" ;;
  esac
}

for side in 1 2; do
  from=${!side}
  while IFS= read -r -d '' file; do
    to=$work/$side/$file
    case $from/$file in */events/state/*) to=${to%/*}/all ;; esac # files that are called by a hash of a container's id
    mkdir -p "${to%/*}"
    plain "$from/$file" >>"$to"
  done < <(cd "$from" && find . -type f -printf '%P\0')
done
find "$work" -path '*/state/*/all' -exec sort -o {} {} \;
mv "$work/1" "$work/before"
mv "$work/2" "$work/after"
cd "$work"
amount() { printf '%s: %s files, %s lines\n' "$1" "$(find "$1" -type f | wc -l)" "$(find "$1" -type f -exec cat {} + | wc -l)"; }
amount before >&2
amount after >&2
diff -r before after
