# shellcheck shell=bash
# Sourced by record.sh: what both builds say of the same container, after each scenario.
# shellcheck disable=SC2154 # what is not assigned here, record.sh and lib.sh assign

scenarios=$(realpath "$record/../scenarios")

# look BUILD NAME: nobody is watched for a minute here, and no agent has a memory.
look() {
  local name=scenarios/$2 advise=(advise --min-watched 0s --state-dir "$work/none")
  call "$1" "$name/scan-json" scan -o json
  call "$1" "$name/scan-table" scan
  call "$1" "$name/list-json" list -o json
  call "$1" "$name/list-table" list
  call "$1" "$name/advise-json" "${advise[@]}" -o json
  call "$1" "$name/advise-table" "${advise[@]}"
  call "$1" "$name/advise-patch" "${advise[@]}" -o patch --container app
}

# after_scenario RUNTIME SCENARIO
after_scenario() {
  local options=()
  rm -rf "$out"/{before,after}/"scenarios/$1-$2"
  [ ! -e "$scenarios/$2/options" ] || read -ra options <"$scenarios/$2/options"
  start_container "$1" app httpd "${options[@]}"
  "$runtimes/exec.sh" "$dir" "$1" "$id" "$scenarios/$2/do.sh"
  both look "$1-$2"
  "$runtimes/rm.sh" "$dir" "$1" "$id"
}

all() {
  local scenario
  for scenario in "$scenarios"/*/; do echo "docker/$(basename "$scenario")"; done
  echo {podman,containerd,cri}/{setuid-elf,type-change,readonly}
}

"$runtimes/up.sh" "$dir" docker podman containerd cri
"$runtimes/images.sh" "$dir"
for which in ${SCENARIOS:-$(all)}; do after_scenario "${which%/*}" "${which#*/}"; done
"$runtimes/down.sh" "$dir"
