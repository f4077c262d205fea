#!/usr/bin/env bash
# env.sh DIR: prints what a shell sets so that kubectl, ctr and nsenter reach the cluster:
#     eval "$(./env.sh DIR)"
#     kubectl get pods --all-namespaces
#     ctr containers ls
#     nsenter --net="$CLUSTER_NETWORK" curl https://10.96.0.1 --cacert DIR/pki/ca.crt
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# = 1 ] || die "usage: env.sh DIR"
use "$1"
[ -e "$dir/kubeconfig" ] || die "no cluster in $dir: up.sh $dir first"
cat <<SH
export KUBECONFIG=$dir/kubeconfig
export CONTAINERD_ADDRESS=$dir/containerd/sock CONTAINERD_NAMESPACE=k8s.io
export CLUSTER_NETWORK=/run/netns/$(own_name)
SH
