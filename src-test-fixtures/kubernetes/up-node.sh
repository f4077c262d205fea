# shellcheck shell=bash
# Sourced by up.sh: the controllers, and a node that runs pods.
# shellcheck disable=SC2154 # what is not assigned here, up.sh and lib.sh assign

# In front of what shall have a folder of DIR for its /var/log, and all else as elsewhere. The kubelet
# logs to /var/log/pods, whatever it is told, and clears there what it does not know. The root becomes
# a shared mount of its own, as systemd makes it: pods ask for HostToContainer.
# shellcheck disable=SC2016
with_own_logs=("${in_network[@]}" unshare --mount --propagation unchanged sh -c '
  for mount in / "$(findmnt -n -o TARGET -T /var/log)"; do
    mount --make-slave "$mount" && mount --make-shared "$mount" || exit
  done
  mount --bind "$1" /var/log && shift && exec "$@"
' sh "$dir/var-log")

start_controllers() {
  local name
  for name in controller-manager scheduler proxy kubelet; do
    kubeconfig $name "https://$node_address:6443" >"$dir/pki/$name.kubeconfig"
  done
  start controller-manager "${in_network[@]}" "$bin/kube-controller-manager" \
    --kubeconfig "$dir/pki/controller-manager.kubeconfig" --bind-address 127.0.0.1 --port 0 --leader-elect=false \
    --use-service-account-credentials --service-account-private-key-file "$dir/pki/service-account.key" \
    --root-ca-file "$dir/pki/ca.crt" \
    --cluster-signing-cert-file "$dir/pki/ca.crt" --cluster-signing-key-file "$dir/pki/ca.key"
  start scheduler "${in_network[@]}" "$bin/kube-scheduler" \
    --kubeconfig "$dir/pki/scheduler.kubeconfig" --bind-address 127.0.0.1 --port 0 --leader-elect=false
  ready controller-manager request GET /api/v1/namespaces/default/serviceaccounts/default
}

# As ../runtimes has it, but with a network between pods.
start_containerd() {
  mkdir -p "$dir"/containerd/cni
  cat >"$dir/containerd/config.toml" <<TOML
version = 2
root = "$dir/containerd/root"
state = "$dir/containerd/state"

[grpc]
  address = "$dir/containerd/sock"

[ttrpc]
  address = "$dir/containerd/ttrpc"

[plugins."io.containerd.internal.v1.opt"]
  path = "$dir/containerd/opt"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/driftwatch/pause:1"
  stream_server_address = "127.0.0.1"
  restrict_oom_score_adj = true # lowering one takes CAP_SYS_RESOURCE
  netns_mounts_under_state_dir = true

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$dir/containerd/cni"
TOML
  cat >"$dir/containerd/cni/pods.conflist" <<JSON
{"cniVersion": "0.4.0", "name": "$(own_name)", "plugins": [
  {"type": "bridge", "bridge": "cni0", "isGateway": true, "hairpinMode": true,
   "ipam": {"type": "host-local", "dataDir": "$dir/containerd/addresses",
            "ranges": [[{"subnet": "$pod_range"}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
JSON
  start containerd "${with_own_logs[@]}" containerd --config "$dir/containerd/config.toml"
  ready containerd ctr_ version
  "$runtimes/images.sh" "$dir"
}

# Of a root of its own: the kubelet kills what is in cgroups of pods that it does not know.
make_cgroup() {
  local name hierarchy file
  name=$(own_name)
  for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/*/; do
    case $(stat -f -c %T "$hierarchy") in cgroupfs | cgroup2fs) mkdir -p "$hierarchy/$name" ;; esac
  done
  for file in cpus mems; do # which new ones do not inherit
    [ ! -e "/sys/fs/cgroup/cpuset/$name" ] ||
      cat "/sys/fs/cgroup/cpuset/cpuset.$file" >"/sys/fs/cgroup/cpuset/$name/cpuset.$file"
  done
}

start_kubelet() {
  : >"$dir/resolv.conf"
  cat >"$dir/kubelet.yaml" <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $node_address
healthzBindAddress: 127.0.0.1
readOnlyPort: 0
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $dir/pki/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $dir/pki/kubelet.crt
tlsPrivateKeyFile: $dir/pki/kubelet.key
cgroupDriver: cgroupfs
cgroupRoot: /$(own_name)
staticPodPath: $dir/static-pods
failSwapOn: false
resolvConf: $dir/resolv.conf
clusterDomain: cluster.local
clusterDNS: [10.96.0.10] # where nobody answers
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, nodefs.inodesFree: 1%, imagefs.available: 1%}
imageGCHighThresholdPercent: 100
volumeStatsAggPeriod: 0s
nodeStatusUpdateFrequency: 3s
fileCheckFrequency: 2s
syncFrequency: 5s # how soon a volume follows its ConfigMap
featureGates: {DevicePlugins: false} # whose socket has a fixed place
YAML
  start kubelet "${with_own_logs[@]}" "$bin/kubelet" --config "$dir/kubelet.yaml" \
    --kubeconfig "$dir/pki/kubelet.kubeconfig" --root-dir "$dir/kubelet" --cert-dir "$dir/pki" \
    --hostname-override "$node" --node-ip "$node_address" --volume-plugin-dir "$dir/kubelet/plugins" \
    --container-runtime remote --container-runtime-endpoint "unix://$dir/containerd/sock"
}

start_proxy() {
  cat >"$dir/proxy.yaml" <<YAML
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
bindAddress: $node_address
healthzBindAddress: 127.0.0.1:10256
metricsBindAddress: 127.0.0.1:10249
hostnameOverride: $node
clusterCIDR: $pod_range
mode: iptables
oomScoreAdj: 0
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
clientConnection: {kubeconfig: $dir/pki/proxy.kubeconfig}
YAML
  start proxy "${in_network[@]}" "$bin/kube-proxy" --config "$dir/proxy.yaml"
}

# By way of the kubelet: that the API has it as ready may be left from before.
is_node_ready() {
  request GET "/api/v1/nodes/$node/proxy/healthz" &&
    request GET "/api/v1/nodes/$node" | tr -d ' \n' | grep -q '"type":"Ready","status":"True"'
}

start_node() {
  local settings
  mkdir -p "$dir"/{var-log,static-pods}
  # A shared mount, so that what a container mounts for the host is seen there.
  mountpoint -q "$dir" || { mount --bind "$dir" "$dir" && mount --make-rshared "$dir"; }
  [ -e "$dir/cgroups-before" ] || "$runtimes/cgroups.sh" >"$dir/cgroups-before"
  start_controllers
  start_containerd
  make_cgroup
  # The kubelet sets these of the whole machine: they are put back, before the next one of another cluster looks.
  exec 8<"$fixture/up-node.sh"
  flock 8
  settings=$(sysctl vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops | tr -d ' ')
  start_kubelet
  start_proxy
  ready kubelet is_node_ready
  # shellcheck disable=SC2086
  sysctl -qw $settings
  exec 8<&-
}
