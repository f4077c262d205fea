#!/usr/bin/env bash
# up.sh DIR [api]: starts a Kubernetes of one node and waits until the node is ready; with "api" only
# its API server, where pods are what is written there. All state, logs and pid files lie below DIR.
# Starts again what has ended, and does nothing to what runs.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
case ${2-} in '' | api) ;; *) die "usage: up.sh DIR [api]" ;; esac
[ $# -ge 1 ] || die "usage: up.sh DIR [api]"
use "$1"
mode=${2:-node}
bin=$(cache)
for program in "${programs[@]}"; do
  [ -x "$bin/$program" ] || die "$bin/$program is missing: build.sh first"
done
need etcd etcd-server openssl openssl curl curl python3 python3 ip iproute2 nsenter util-linux
if [ "$mode" = node ]; then
  need containerd containerd ctr containerd runc runc iptables iptables busybox busybox-static \
    debootstrap debootstrap
  [ -x /usr/lib/cni/bridge ] || die "CNI's plugins are missing: apt-get install containernetworking-plugins"
fi

in_network=(nsenter --net="/run/netns/$(own_name)" --)

# A network of its own, that leads nowhere: ports and addresses are always the same and never taken.
make_network() {
  local name
  name=$(own_name)
  [ ! -e "/run/netns/$name" ] || return 0
  ip netns add "$name"
  ip -n "$name" link set lo up
  ip -n "$name" link add node0 type veth peer name node1
  ip -n "$name" addr add "$node_address/24" dev node0
  ip -n "$name" link set node1 up
  ip -n "$name" link set node0 up
  ip -n "$name" route add default dev node0 # so that addresses of services have a route
  "${in_network[@]}" sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet'
}

mkdir -p "$dir"/{log,pki}
chmod 700 "$dir/pki"
make_network
for part in pki api node; do
  # shellcheck source=/dev/null
  . "$fixture/up-$part.sh"
done
make_pki
start_api
[ "$mode" = api ] || start_node
