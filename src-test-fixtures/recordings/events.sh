# shellcheck shell=bash
# Sourced by record.sh: the Events that each build's agent makes in a real cluster, one after the other, of pods of
# the same names in namespaces of names as long.
# shellcheck disable=SC2154 # what is not assigned here, record.sh and lib.sh assign
. "$record/agents.sh"

rm -rf "$out"/{before,after}/events
account=system:serviceaccount:driftwatch:driftwatch

# kubeconfig_of_agent: with the rights that the DaemonSet has, and no more.
kubeconfig_of_agent() {
  local token
  token=$(request POST /api/v1/namespaces/driftwatch/serviceaccounts/driftwatch/token \
    --header 'Content-Type: application/json' --data '{"apiVersion": "authentication.k8s.io/v1",
      "kind": "TokenRequest", "spec": {"expirationSeconds": 3600}}' | jq -r .status.token)
  cat <<YAML
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "https://127.0.0.1:$(cat "$dir/forward/port")", certificate-authority: $dir/pki/ca.crt}}]
users: [{name: u, user: {token: "$token"}}]
contexts: [{name: c, context: {cluster: c, user: u}}]
current-context: c
YAML
}

# pods: as ../pods has them, three of them, and a Deployment.
pods() {
  cat "$cluster/../pods/two-containers.yaml"
  for name in volume-executable probe-in-vain; do
    echo ---
    cat "$cluster/../pods/immutable/$name.yaml"
  done
  cat <<'YAML'
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: app
          image: localhost/driftwatch/busybox:1
          imagePullPolicy: Never
          command: [sleep, "2000000000"]
YAML
}

# record_events BUILD NAMESPACE
record_events() {
  local to=$out/$1/events kube=(kubectl -n "$2") seen
  mkdir -p "$to"
  seen=$(wc -l <"$dir/log/audit")
  kubectl delete namespace "$2" --ignore-not-found # from a run that was ended
  kubectl create namespace "$2"
  for _ in {1..100}; do
    ! "${kube[@]}" get serviceaccount default >/dev/null 2>&1 || break
    sleep 0.1
  done
  echo 'scanInterval: 2s' >"$work/config.yaml"
  start_agent "$1" events "KUBECONFIG=$work/kubeconfig"
  await_passes "$1" events 1 0-nothing-runs
  pods | "${kube[@]}" apply -f -
  "${kube[@]}" rollout status --timeout=60s deployment/shop
  "${kube[@]}" wait --for=condition=Ready --timeout=60s pod/two-containers pod/volume-executable pod/probe-in-vain
  for _ in {1..600}; do # what was declared has half a minute to come about
    ! grep -q '"event":"degraded"' "$to/log" || break
    sleep 0.1
  done
  await_passes "$1" events 3 1-ready

  # Right after a pass and each in one system call, so that no look sees half of it.
  "${kube[@]}" exec deployment/shop -- mv /bin/wget /evil
  "${kube[@]}" exec two-containers -c open -- mv /bin/nc /evil
  "${kube[@]}" exec volume-executable -c closed -- mv /work/busybox /work/renamed
  await_passes "$1" events 3 2-drifted
  "${kube[@]}" exec deployment/shop -- mv /evil /bin/wget
  await_passes "$1" events 2 3-as-it-was
  "${kube[@]}" exec deployment/shop -- mv /bin/wget /evil # the same again
  await_passes "$1" events 2 4-drifted-again
  "${kube[@]}" exec deployment/shop -- mv /bin/vi /evil2
  await_passes "$1" events 3 5-more
  configure <<<$'scanInterval: 2s\nevents: {minSeverity: info}'
  "${kube[@]}" exec two-containers -c open -- touch /tmp/x
  "${kube[@]}" delete pod volume-executable
  await_passes "$1" events 3 6-another-policy-and-a-pod-less

  "${kube[@]}" get events.events.k8s.io -o json >"$to/events.json"
  stop_agent "$1" events
  # What it asked for, each kind of request once: how often it lists or patches depends on the time.
  tail -n "+$((seen + 1))" "$dir/log/audit" | jq -r --arg user "$account" 'select(.user.username == $user)
    | "\(.verb) \(.objectRef.apiGroup // "")/\(.objectRef.resource) \(.responseStatus.code)"' | sort -u >"$to/requests"
  kubectl delete namespace "$2"
}

# Apart from the runtimes of the other parts: the layout is the same, the settings of containerd are not.
others=$dir
dir=$dir/cluster
"$cluster/up.sh" "$dir"
KUBECONFIG=$dir/kubeconfig
export KUBECONFIG
kubectl apply -f "$record/../../daemonset/namespace.yaml"
kubectl -n driftwatch apply -f "$record/../../daemonset/rbac.yaml"
kubeconfig_of_agent >"$work/kubeconfig"
record_events before record-1
record_events after record-2
unset KUBECONFIG
"$cluster/down.sh" "$dir"
dir=$others
