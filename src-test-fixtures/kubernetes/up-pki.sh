# shellcheck shell=bash
# Sourced by up.sh: keys, certificates and kubeconfigs.
# shellcheck disable=SC2154 # what is not assigned here, up.sh and lib.sh assign

# certificate NAME SUBJECT [ALTERNATIVE-NAMES]
certificate() {
  local extension=extendedKeyUsage=clientAuth,serverAuth
  [ $# -lt 3 ] || extension+=$'\n'subjectAltName=$3
  openssl req -newkey rsa:2048 -nodes -subj "$2" -keyout "$1.key" -out "$1.csr" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 3650 -out "$1.crt" \
    -extfile <(echo "$extension") 2>/dev/null
  rm "$1.csr"
}

make_pki() (
  cd "$dir/pki" || exit
  [ ! -e complete ] || return 0
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=ca -keyout ca.key -out ca.crt 2>/dev/null
  openssl genrsa -out service-account.key 2048 2>/dev/null
  openssl rsa -in service-account.key -pubout -out service-account.pub 2>/dev/null
  certificate apiserver /CN=apiserver \
    "IP:127.0.0.1,IP:$node_address,IP:$service_address,DNS:localhost,DNS:kubernetes.default.svc"
  certificate apiserver-kubelet /O=system:masters/CN=apiserver-kubelet
  certificate admin /O=system:masters/CN=admin
  certificate controller-manager /CN=system:kube-controller-manager
  certificate scheduler /CN=system:kube-scheduler
  certificate proxy /CN=system:kube-proxy
  certificate kubelet "/O=system:nodes/CN=system:node:$node" "IP:$node_address,DNS:$node"
  touch complete
)

# kubeconfig NAME SERVER: prints one for that user.
kubeconfig() {
  cat <<YAML
apiVersion: v1
kind: Config
clusters: [{name: test, cluster: {server: "$2", certificate-authority: $dir/pki/ca.crt}}]
users: [{name: $1, user: {client-certificate: $dir/pki/$1.crt, client-key: $dir/pki/$1.key}}]
contexts: [{name: test, context: {cluster: test, user: $1}}]
current-context: test
YAML
}
