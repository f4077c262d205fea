# shellcheck shell=bash
# Sourced by up.sh: containerd with its CRI plugin.

start_containerd() {
  mkdir -p "$dir"/containerd/cni
  # oom scores are restricted because lowering one takes CAP_SYS_RESOURCE.
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

[plugins."io.containerd.nri.v1.nri"]
  disable = true

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/driftwatch/pause:1"
  disable_tcp_service = true
  restrict_oom_score_adj = true

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$dir/containerd/cni"
    conf_dir = "$dir/containerd/cni"
    use_internal_loopback = true
TOML
  # A pod with user ids of its own has to have a network of its own: this plugin claims to make one.
  cat >"$dir/containerd/cni/claim" <<'SH'
#!/bin/sh
[ "$CNI_COMMAND" != ADD ] || cat <<JSON
{"cniVersion": "1.0.0", "interfaces": [{"name": "eth0", "sandbox": "$CNI_NETNS"}],
 "ips": [{"interface": 0, "address": "192.0.2.2/24"}]}
JSON
SH
  chmod +x "$dir/containerd/cni/claim"
  echo '{"cniVersion": "1.0.0", "name": "claimed", "plugins": [{"type": "claim"}]}' \
    >"$dir/containerd/cni/claimed.conflist"
  start containerd containerd --config "$dir/containerd/config.toml"
  ready containerd cri_ ready
}
