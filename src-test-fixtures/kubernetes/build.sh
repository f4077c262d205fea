#!/usr/bin/env bash
# build.sh: builds the programs of Kubernetes 1.20.2 from Debian bookworm's source package, which
# holds the whole upstream tree with all that it needs; Debian itself builds only kubectl from it.
# They are left in $DRIFTWATCH_KUBERNETES_CACHE. Does nothing when they are there.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# = 0 ] || die "usage: build.sh"
suite=bookworm # newer ones have a source package with kubectl alone
version=1.20.2

bin=$(cache)
mkdir -p "$bin"
exec 8>"$bin/lock" # whoever comes while another one builds waits for what that builds
flock 8
missing=()
for program in "${programs[@]}"; do [ -x "$bin/$program" ] || missing+=("$program"); done
[ ${#missing[@]} -gt 0 ] || exit 0

go=/usr/lib/go-1.19/bin/go
[ -x $go ] || die "Go 1.19 is missing: apt-get install golang-1.19-go"
need dpkg-source dpkg-dev flock util-linux
work=$bin/work
tree=$work/go/src/k8s.io/kubernetes
# Go leaves its cache read-only.
trap 'chmod -R u+w "$work" 2>/dev/null || :; rm -rf "$work"' EXIT
export GO111MODULE=off GOFLAGS='' GOPATH=$work/go GOCACHE=$work/cache CGO_ENABLED=0 # as Debian builds it

# fetch: the source package, by lists of its own: the machine's stay as they are.
fetch() {
  mkdir -p "$work/apt/lists/partial" "$work/package" "${tree%/*}"
  local from
  from="[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(mirror) $suite main"
  printf '%s\n' "deb $from" "deb-src $from" >"$work/apt/sources.list"
  local options=(-q -o "Dir::Etc::sourcelist=$work/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::lists=$work/apt/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=)
  apt-get "${options[@]}" update
  cd "$work/package"
  apt-get "${options[@]}" source --download-only kubernetes
  dpkg-source --no-check -x kubernetes_*.dsc "$tree"
  # Kubernetes' own reflect2 1.0.1, built by Go 1.18 or newer, iterates over maps into memory that is
  # not its own: the API server then panics at random. 1.0.2 is mended.
  apt-get "${options[@]}" download golang-github-modern-go-reflect2-dev
  dpkg-deb -x golang-github-modern-go-reflect2-dev_*.deb reflect2
  rm -r "$tree/vendor/github.com/modern-go/reflect2"
  cp -r reflect2/usr/share/gocode/src/github.com/modern-go/reflect2 "$tree/vendor/github.com/modern-go/"
}

# generate: the one generated file that the package leaves out.
generate() {
  local inputs
  $go build -o "$work/openapi-gen" ./vendor/k8s.io/kube-openapi/cmd/openapi-gen
  inputs=$(find -L pkg vendor/k8s.io -name '*.go' -not -path '*/kube-openapi/*' \
    -not -path 'vendor/k8s.io/code-generator/*' -not -path 'vendor/k8s.io/sample-apiserver/*' \
    -not -path '*/_examples/*' -exec grep -lZ '+k8s:openapi-gen=' {} + |
    xargs -0 -n 1 dirname | sort -u | sed 's|^|k8s.io/kubernetes/|' | paste -sd ,)
  "$work/openapi-gen" --logtostderr -i "$inputs" -p k8s.io/kubernetes/pkg/generated/openapi \
    -O zz_generated.openapi -h vendor/k8s.io/code-generator/hack/boilerplate.go.txt -r "$work/violations"
  cmp "$work/violations" api/api-rules/violation_exceptions.list # those that upstream knows, no others
}

[ -d "$tree/cmd/kubelet" ] || fetch
cd "$tree"
[ -s pkg/generated/openapi/zz_generated.openapi.go ] || generate
flags="-s -w"
for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
  for value in gitMajor=1 gitMinor=20 gitVersion=v$version gitTreeState=archive; do
    flags+=" -X k8s.io/kubernetes/vendor/$package.$value"
  done
done
for program in "${missing[@]}"; do
  $go build -ldflags "$flags" -o "$work/$program" "./cmd/$program"
  mv "$work/$program" "$bin/$program"
done
