# shellcheck shell=bash
# Sourced by up.sh: dockerd.

# start_docker STORE SETTING...: dockerd, with more lines of its daemon.json.
start_docker() {
  store=$1
  mkdir -p "$dir/$store"
  # The old daemon alone keeps a key of its own, in /etc unless told otherwise; newer ones refuse the setting.
  case $(dockerd --version) in *" 20.10."*) set -- "$@" "\"deprecated-key-path\": \"$dir/$store/key.json\"," ;; esac
  [ ! -e "$dir/bin/runsc" ] || set -- "$@" "\"runtimes\": {\"runsc\": {\"path\": \"$dir/bin/runsc-here\"}},"
  # No bridge, no firewall rule, no forwarding: containers get no network.
  cat >"$dir/$store/daemon.json" <<JSON
{
  "hosts": ["unix://$dir/$store/sock"],
  "data-root": "$dir/$store/data",
  "exec-root": "$dir/$store/exec",
  "pidfile": "$dir/$store/dockerd.pid",
  $(printf '%s\n  ' "${@:2}")
  "exec-opts": ["native.cgroupdriver=cgroupfs"],
  "bridge": "none",
  "iptables": false,
  "ip6tables": false,
  "ip-forward": false,
  "userland-proxy": false,
  "log-level": "warn"
}
JSON
  # A crash leaves pid files behind, which dockerd believes as long as even a zombie has that number.
  daemon_pid "$dir/$store/pid" >/dev/null || rm -f "$dir/$store"/{dockerd.pid,exec/containerd/containerd.pid}
  start "$store" dockerd --config-file "$dir/$store/daemon.json"
  ready "$store" docker_ version
}
