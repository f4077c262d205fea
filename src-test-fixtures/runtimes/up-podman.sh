# shellcheck shell=bash
# Sourced by up.sh: podman, which has no daemon but settings.

# limit OPTION WANTED: a limit as ulimit knows it, but no more than this machine allows.
limit() {
  local hard
  hard=$(ulimit -H "$1")
  if [ "$hard" != unlimited ] && [ "$hard" -lt "$2" ]; then echo "$hard"; else echo "$2"; fi
}

# prepare_podman STORE: limits are set because its own are too high without CAP_SYS_RESOURCE, and
# locks are files because podman shares those in memory between all its roots.
prepare_podman() {
  store=$1
  mkdir -p "$dir/$store"/{run,tmp}
  cat >"$dir/$store/containers.conf" <<TOML
[containers]
default_ulimits = ["nofile=$(limit -n 16384):$(limit -n 16384)", "nproc=$(limit -u 16384):$(limit -u 16384)"]

[engine]
conmon_path = ["$(command -v conmon)"]
helper_binaries_dir = ["$dir/bin"]
lock_type = "file"

[engine.runtimes]
runc = ["$(command -v runc)"]
crun = ["$(command -v crun)"]
runsc = ["$dir/bin/runsc-here"]
TOML
  cat >"$dir/$store/storage.conf" <<TOML
[storage]
driver = "overlay"
graphroot = "$dir/$store/root"
runroot = "$dir/$store/run"

[storage.options]
root-auto-userns-user = "$(user)"
TOML
  case $store in
  podman-rootless)
    chmod 711 "$dir"
    chown "$(user)" "$dir/$store" "$dir/$store/run"
    chmod 700 "$dir/$store" "$dir/$store/run"
    ;;
  esac
}
