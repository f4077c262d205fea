# shellcheck shell=bash
# Sourced by the scripts beside it. The layout of DIR is that of ../runtimes, so that their images.sh
# and down.sh serve here, too.

# shellcheck source=../runtimes/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../runtimes/lib.sh"

fixture=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# Read by the scripts that source this.
# shellcheck disable=SC2034
{
  runtimes=$here
  programs=(kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy)
  node="node-1"
  node_address=10.250.0.1 # of the node, in the network namespace of the cluster
  pod_range=10.244.0.0/24
  service_range=10.96.0.0/24
  service_address=10.96.0.1
}

# cache: where build.sh leaves the programs.
cache() { realpath -m -- "${DRIFTWATCH_KUBERNETES_CACHE:-$fixture/../../agent/target/kubernetes}"; }

# own_name: of what has to have one outside of DIR: network namespace and cgroup.
own_name() { printf 'driftwatch-%s\n' "$(sum)"; }

# request METHOD PATH [CURL-OPTION...]: as the cluster's administrator.
request() {
  local method=$1 path=$2
  shift 2
  curl --silent --show-error --fail --max-time 10 --cacert "$dir/pki/ca.crt" \
    --cert "$dir/pki/admin.crt" --key "$dir/pki/admin.key" --request "$method" "$@" \
    "https://127.0.0.1:$(cat "$dir/forward/port")$path"
}

# start NAME COMMAND...: in the background, unless it runs. The command names a file of DIR, by which
# daemon_pid knows it.
start() {
  local name=$1
  shift
  ! daemon_pid "$dir/$name/pid" >/dev/null || return 0
  mkdir -p "$dir/$name"
  setsid "$@" </dev/null >"$dir/log/$name" 2>&1 8<&- & # without a lock that up.sh may hold
  echo $! >"$dir/$name/pid"
}

# ready NAME COMMAND...: waits until the command succeeds, but not for a daemon that has ended.
ready() {
  local name=$1
  shift
  for _ in {1..600}; do
    ! "$@" >/dev/null 2>&1 || return 0
    kill -0 "$(cat "$dir/$name/pid")" 2>/dev/null || break
    sleep 0.1
  done
  die "$name did not come up: $(tail -n 1 "$dir/log/$name") (all of it: $dir/log/$name)"
}
