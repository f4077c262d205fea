package io.driftwatch.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftwatch.container.Container;
import io.driftwatch.container.Pod;
import io.driftwatch.testing.KubernetesLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.TestInfo;

/** A real API server, and what tests of Events write to it and read of it. */
final class RealApi implements AutoCloseable {

  static final String NODE = "node-a";
  static final String ID = "0123456789abcdef".repeat(4);
  static final String DIGEST = "sha256:" + "ab".repeat(32);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final KubernetesLab lab = KubernetesLab.startApi();

  RealApi() throws IOException {}

  KubernetesLab lab() {
    return lab;
  }

  Path kubeconfig() {
    return lab.kubeconfig();
  }

  @Override
  public void close() throws IOException {
    lab.close();
  }

  /** A namespace of the test's own. */
  String namespace(TestInfo test) throws IOException {
    String name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    if (!lab.get("/api/v1/namespaces").findValuesAsText("name").contains(name)) {
      lab.createNamespace(name);
    }
    return name;
  }

  JsonNode pod(String namespace, String name) throws IOException {
    lab.createPod(namespace, name, NODE);
    return lab.patch(
        "/api/v1/namespaces/" + namespace + "/pods/" + name,
        JSON.readTree(
            """
                {"metadata": {"labels": {"app": "web"},
                 "ownerReferences": [{"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "set",
                                      "uid": "of-the-set", "controller": true}],
                 "annotations": {"driftwatch.io/allow": "/x/**", "other": "kept out"}}}
                """));
  }

  Container container(JsonNode pod) {
    JsonNode meta = pod.path("metadata");
    return Drifts.container(
        ID,
        "c",
        new Pod(
            meta.path("namespace").asText(),
            meta.path("name").asText(),
            meta.path("uid").asText()));
  }

  /** A container that its pod's status lists. */
  Container listedContainer(String namespace, String podName) throws IOException {
    Container container = container(pod(namespace, podName));
    Container own =
        Drifts.container(
            podName.equals("web") ? ID : String.format("%064x", podName.hashCode()),
            "c",
            container.pod().orElseThrow());
    list(own);
    return own;
  }

  void list(Container container) throws IOException {
    Pod pod = container.pod().orElseThrow();
    lab.listContainer(
        pod.namespace(),
        pod.name(),
        "containerStatuses",
        container.name(),
        "containerd://" + container.id(),
        "docker.io/library/image@" + DIGEST);
  }

  void grant(String namespace, String account) throws IOException {
    lab.createServiceAccount(namespace, account);
    bind(
        namespace,
        account,
        """
        [{"apiGroups": [""], "resources": ["pods"], "verbs": ["list", "watch"]},
         {"apiGroups": ["events.k8s.io"], "resources": ["events"], "verbs": ["create", "patch"]}]
        """);
  }

  void grantPodsAlone(String namespace, String account) throws IOException {
    bind(
        namespace,
        account,
        """
        [{"apiGroups": [""], "resources": ["pods"], "verbs": ["list", "watch"]}]
        """);
  }

  void bind(String namespace, String account, String rules) throws IOException {
    String api = "/apis/rbac.authorization.k8s.io/v1/";
    lab.create(
        api + "clusterroles",
        JSON.readTree(
            "{\"metadata\": {\"name\": \"" + namespace + "\"}, \"rules\": " + rules + "}"));
    lab.create(
        api + "clusterrolebindings",
        JSON.readTree(
            """
            {"metadata": {"name": "%1$s"},
             "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "%1$s"},
             "subjects": [{"kind": "ServiceAccount", "name": "%2$s", "namespace": "%1$s"}]}
            """
                .formatted(namespace, account)));
  }

  /** What a pod of that service account would find mounted. */
  ClusterAccess inCluster(String namespace, String account, Path folder) throws IOException {
    Files.writeString(folder.resolve("token"), lab.token(namespace, account));
    Files.copy(lab.authority(), folder.resolve("ca.crt"));
    return ClusterAccess.find(
            Map.of(
                "KUBERNETES_SERVICE_HOST", "127.0.0.1", "KUBERNETES_SERVICE_PORT", "" + lab.port()),
            folder)
        .orElseThrow();
  }

  Optional<JsonNode> onlyEvent(Container container) throws IOException {
    return events(container, 1).map(events -> events.get(0));
  }

  /** The Events of a container's namespace, in their order, once there are so many. */
  Optional<List<JsonNode>> events(Container container, int number) throws IOException {
    List<JsonNode> events = lab.events(container.pod().orElseThrow().namespace());
    return events.size() < number
        ? Optional.empty()
        : Optional.of(
                events.stream()
                    .sorted(Comparator.comparing(event -> event.path("eventTime").asText()))
                    .collect(Collectors.toList()))
            .filter(all -> isExactly(all, number));
  }

  boolean isExactly(List<JsonNode> events, int number) {
    assertEquals(number, events.size(), events::toString);
    return true;
  }

  static <T> T await(Callable<Optional<T>> condition) throws Exception {
    long begun = System.nanoTime();
    Optional<T> value = condition.call();
    while (value.isEmpty()) {
      assertTrue((System.nanoTime() - begun) / 1_000_000 < 60_000, "waited for a minute");
      Thread.sleep(100);
      value = condition.call();
    }
    return value.get();
  }
}
