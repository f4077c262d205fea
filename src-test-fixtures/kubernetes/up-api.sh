# shellcheck shell=bash
# Sourced by up.sh: etcd and the API server.
# shellcheck disable=SC2154 # what is not assigned here, up.sh and lib.sh assign

start_api() {
  start etcd "${in_network[@]}" etcd --data-dir "$dir/etcd/data" --unsafe-no-fsync \
    --logger zap --log-level error \
    --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
    --listen-peer-urls http://127.0.0.1:2380
  # Who asked for what: by this a test sees what a client really does.
  cat >"$dir/audit.yaml" <<'YAML'
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: None
    users: ["system:apiserver", "system:kube-controller-manager", "system:kube-scheduler", "system:kube-proxy"]
  - level: Metadata
YAML
  # As on GKE: pods of the system's priorities only where a quota lets them.
  cat >"$dir/admission.yaml" <<'YAML'
apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
  - name: ResourceQuota
    configuration:
      apiVersion: apiserver.config.k8s.io/v1
      kind: ResourceQuotaConfiguration
      limitedResources:
        - resource: pods
          matchScopes:
            - {scopeName: PriorityClass, operator: In, values: [system-node-critical, system-cluster-critical]}
YAML
  mkdir -p "$dir/forward"
  daemon_pid "$dir/forward/pid" >/dev/null || rm -f "$dir/forward/port"
  start forward python3 "$fixture/forward.py" "$dir/forward/port" "/run/netns/$(own_name)" "$node_address" 6443
  start apiserver "${in_network[@]}" "$bin/kube-apiserver" \
    --bind-address "$node_address" --advertise-address "$node_address" --secure-port 6443 \
    --etcd-servers http://127.0.0.1:2379 --service-cluster-ip-range "$service_range" \
    --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction --allow-privileged \
    --admission-control-config-file "$dir/admission.yaml" \
    --client-ca-file "$dir/pki/ca.crt" \
    --tls-cert-file "$dir/pki/apiserver.crt" --tls-private-key-file "$dir/pki/apiserver.key" \
    --kubelet-certificate-authority "$dir/pki/ca.crt" --kubelet-preferred-address-types InternalIP \
    --kubelet-client-certificate "$dir/pki/apiserver-kubelet.crt" \
    --kubelet-client-key "$dir/pki/apiserver-kubelet.key" \
    --service-account-issuer https://kubernetes.default.svc \
    --service-account-signing-key-file "$dir/pki/service-account.key" \
    --service-account-key-file "$dir/pki/service-account.pub" \
    --feature-gates BoundServiceAccountTokenVolume=true \
    --audit-policy-file "$dir/audit.yaml" --audit-log-path "$dir/log/audit" --profiling=false
  ready forward test -s "$dir/forward/port"
  kubeconfig admin "https://127.0.0.1:$(cat "$dir/forward/port")" >"$dir/kubeconfig"
  ready apiserver request GET /readyz
}
