package io.driftwatch.daemonset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.RunningPrometheus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent as an administrator has it: its image, its manifests, and the pods of tutorials. */
@Tag("runtime")
@Timeout(600)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class DaemonSetIT {

  private static final Path MANIFESTS = Path.of("../daemonset").toAbsolutePath().normalize();
  private static final Path PODS = Path.of("../src-test-fixtures/pods").toAbsolutePath();
  private static final String ACCOUNT = "system:serviceaccount:driftwatch:driftwatch";

  /** A pod like the agent's, outside of its namespace. */
  private static final String CRITICAL =
      "{\"spec\": {\"priorityClassName\": \"system-node-critical\"}}";

  private static DeployedAgent agent;

  @BeforeAll
  static void deploy() throws IOException {
    RealParts.kustomize();
    agent = DeployedAgent.start();
    agent.lab.kubectl("apply", "-f", PODS.toString());
    for (String pod : List.of("mutable", "startup-probe", "two-containers")) {
      agent.lab.awaitRunning("default", pod);
    }
  }

  /** After all tests it is seen what they had the agent ask for. */
  @AfterAll
  static void remove() throws IOException {
    if (agent == null) {
      return;
    }
    try {
      Set<String> requests = agent.lab.verbsOf(ACCOUNT);
      assertTrue(requests.contains("create events"), requests.toString());
      requests.removeAll(Set.of("create events", "patch events", "list pods", "watch pods"));
      assertEquals(Set.of(), requests);
    } finally {
      agent.close();
    }
  }

  @Test
  @Order(1)
  void itLacksNothing() throws IOException {
    List<String> metrics = agent.metrics();

    assertEquals(
        List.of(),
        metrics.stream()
            .filter(line -> line.startsWith("driftwatch_capability_missing{"))
            .filter(line -> !line.endsWith(" 0.0"))
            .toList());
    assertTrue(metrics.contains("driftwatch_state_writable 1.0"), metrics.toString());
    assertTrue(
        metrics.contains("driftwatch_config_last_reload_successful 1.0"), metrics.toString());
  }

  @Test
  @Order(2)
  void aChangedConfigMapIsTakenOverInPlace() throws IOException {
    String pod = agent.pod();
    configure("scanInterval: never\n");
    agent.await("refused", () -> agent.serves("driftwatch_config_last_reload_successful", "0.0"));
    configure("scanInterval: 3s\n");
    agent.await("taken", () -> agent.serves("driftwatch_config_last_reload_successful", "1.0"));
    agent.await("taken", () -> agent.serves("driftwatch_scan_interval_seconds", "3.0"));
    assertEquals(pod, agent.pod());
  }

  @Test
  @Order(3)
  void aFileDroppedInAPodIsToldOf() throws IOException {
    agent.await("watched", () -> agent.serves(drifted("mutable", "app"), "0.0"));
    inPod("mutable", "touch /tmp/x && cp /bin/busybox /evil");

    agent.await("drifted", () -> agent.serves(drifted("mutable", "app"), "1.0"));
    agent.await("told by an Event", () -> !events("mutable").isEmpty());
    String described = agent.lab.kubectl("describe", "pod", "mutable");
    assertTrue(described.contains("ContainerDrifted"), described);
    assertTrue(described.contains("/evil"), described);
    assertTrue(
        findings(agent.pod()).stream().anyMatch(line -> line.contains("\"path\":\"/evil\"")));
  }

  @Test
  @Order(3)
  void whatAProbeDeletesIsDeclared() throws IOException {
    String app = "{namespace=\"default\",pod=\"startup-probe\",container=\"app\",";
    String declared =
        "workload=\"\",workload_type=\"\",change=\"deleted\",severity=\"critical\","
            + "disposition=\"declared\",";
    agent.await("declared", () -> agent.serves("driftwatch_findings" + app + declared, "1.0"));
    assertTrue(agent.serves(drifted("startup-probe", "app"), "0.0"));
    assertTrue(agent.serves("driftwatch_declared_ineffective" + app, "0.0"));
    assertEquals(0, events("startup-probe").size());
  }

  @Test
  @Order(3)
  void aServerWithAReadOnlyRootAndItsVolumeIsClean() throws IOException {
    agent.lab.awaitRunning("default", "httpd-read-only-volume");
    String labels = "namespace=\"default\",pod=\"httpd-read-only-volume\",container=\"httpd\",";

    agent.await(
        "looked at", () -> agent.serves("driftwatch_container_read_only_root{" + labels, "1.0"));
    agent.await("clean", () -> agent.serves(drifted("httpd-read-only-volume", "httpd"), "0.0"));
    String log = agent.lab.kubectl("logs", "httpd-read-only");
    assertTrue(log.contains("Read-only file system"), log);
  }

  @Test
  @Order(3)
  void oneContainerOfAPodDriftsAndTheOtherDoesNot() throws IOException {
    inPod("two-containers", "--container=open", "cp /bin/busybox /evil");

    agent.await("drifted", () -> agent.serves(drifted("two-containers", "open"), "1.0"));
    assertTrue(agent.serves(drifted("two-containers", "closed"), "0.0"));
    assertTrue(
        agent.serves(
            "driftwatch_container_read_only_root{namespace=\"default\",pod=\"two-containers\","
                + "container=\"closed\",",
            "1.0"));
    agent.await("told by an Event", () -> !events("two-containers").isEmpty());
    assertEquals(
        "spec.containers{open}",
        events("two-containers").get(0).path("regarding").path("fieldPath").asText());
  }

  private static void configure(String text) throws IOException {
    String patch = "{\"data\": {\"config.yaml\": \"" + text.replace("\n", "\\n") + "\"}}";
    agent.kubectl("patch", "configmap", "driftwatch", "--type=merge", "-p", patch);
  }

  /**
   * Debian's Prometheus is built without Kubernetes, so the pods come from here, with the labels
   * that its discovery gives them. Their addresses are out of its reach; scraping is AlertingIT's.
   */
  @Test
  @Order(4)
  void theScrapeJobTakesTheAgentAndItsNode(@TempDir Path folder) throws IOException {
    StringBuilder pods = new StringBuilder("static_configs:\n");
    for (String namespace : List.of("default", "driftwatch")) {
      for (JsonNode pod : agent.lab.get("/api/v1/namespaces/" + namespace + "/pods").get("items")) {
        pods.append(discovered(pod));
      }
    }
    String job =
        Files.readString(MANIFESTS.resolve("scrape-job.yaml"))
            .replaceAll("(?s)kubernetes_sd_configs:.*?(?=    relabel_configs:)", pods.toString());
    String configuration = "global: {scrape_interval: 1s, scrape_timeout: 1s}\n" + job;
    try (RunningPrometheus prometheus = RunningPrometheus.start(folder, configuration)) {
      JsonNode targets = prometheus.await("up{job=\"driftwatch\"}");

      assertEquals(1, targets.size(), targets.toString());
      JsonNode labels = targets.path(0).path("metric");
      assertEquals("node-1", labels.path("node").asText());
      assertEquals("driftwatch", labels.path("namespace").asText());
      assertEquals(agent.pod(), labels.path("pod").asText());
    }
  }

  private static String discovered(JsonNode pod) {
    JsonNode port = pod.path("spec").path("containers").path(0).path("ports").path(0);
    JsonNode name = pod.path("metadata").path("labels").path("app.kubernetes.io/name");
    return """
              - targets: ["%s:%d"]
                labels:
                  __meta_kubernetes_namespace: "%s"
                  __meta_kubernetes_pod_name: "%s"
                  __meta_kubernetes_pod_node_name: "%s"
                  __meta_kubernetes_pod_phase: "%s"
                  __meta_kubernetes_pod_label_app_kubernetes_io_name: "%s"
                  __meta_kubernetes_pod_container_port_name: "%s"
        """
        .formatted(
            pod.path("status").path("podIP").asText(),
            port.path("containerPort").asInt(80),
            pod.path("metadata").path("namespace").asText(),
            pod.path("metadata").path("name").asText(),
            pod.path("spec").path("nodeName").asText(),
            pod.path("status").path("phase").asText(),
            name.asText(),
            port.path("name").asText());
  }

  @Test
  @Order(4)
  void thePluginScansWhatItIsAsked() throws Exception {
    assertEquals(0, plugin("scan", "pod/httpd-read-only-volume").status());
    Commands.Result drifted = plugin("scan", "pod/mutable", "-o", "json");
    assertEquals("1 ", drifted.status() + " " + drifted.errors());
    assertTrue(drifted.output().contains("\"/evil\""), drifted.output());
    Commands.Result list = plugin("list", "node/node-1");
    assertEquals("0 ", list.status() + " " + list.errors());
    assertTrue(list.output().contains("default/mutable/app"), list.output());
  }

  private static Commands.Result plugin(String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("kubectl", "driftwatch");
    builder.command().addAll(List.of(arguments));
    builder.environment().put("KUBECONFIG", agent.lab.kubeconfig().toString());
    builder.environment().merge("PATH", MANIFESTS.toString(), (path, own) -> own + ":" + path);
    return Commands.attempt(builder);
  }

  @Test
  @Order(4)
  void anUpgradeTellsNothingAgain() throws IOException {
    String before = agent.pod();
    int events = events("mutable").size();
    agent.kubectl("rollout", "restart", "daemonset/driftwatch");
    agent.awaitRollout();
    agent.await("looked again", () -> agent.serves(drifted("mutable", "app"), "1.0"));

    String after = agent.pod();
    assertTrue(!before.equals(after), after);
    assertEquals(List.of(), findings(after));
    assertEquals(events, events("mutable").size());
  }

  @Test
  @Order(5)
  void whereItsPriorityIsLimitedTheQuotaLetsItIn() {
    String[] create = {"run", "--image=x", "--overrides", CRITICAL, "critical"};
    IOException refused =
        assertThrows(
            IOException.class, () -> agent.lab.kubectl(create), "as the cluster is set up");

    assertTrue(refused.getMessage().contains("insufficient quota"), refused.getMessage());
  }

  @Test
  @Order(6)
  void nothingOfItIsLeft() throws IOException {
    agent.delete();

    assertEquals(
        "",
        agent.lab.kubectl(
            "get",
            "namespaces,clusterroles,clusterrolebindings",
            "-l",
            "app.kubernetes.io/part-of=driftwatch",
            "-o",
            "name"));
  }

  /** What it told of that pod; the machine may have other containers. */
  private static List<String> findings(String agentPod) throws IOException {
    return agent
        .kubectl("logs", agentPod)
        .lines()
        .filter(line -> line.contains("\"event\":\"appeared\""))
        .filter(line -> line.contains("\"pod\":\"mutable\""))
        .toList();
  }

  private static String drifted(String pod, String container) {
    return "driftwatch_container_drifted{namespace=\"default\",pod=\"%s\",container=\"%s\","
        .formatted(pod, container);
  }

  private static void inPod(String pod, String script) throws IOException {
    agent.lab.kubectl("exec", pod, "--", "sh", "-c", script);
  }

  private static void inPod(String pod, String container, String script) throws IOException {
    agent.lab.kubectl("exec", pod, container, "--", "sh", "-c", script);
  }

  private static List<JsonNode> events(String pod) {
    try {
      return agent.lab.events("default").stream()
          .filter(event -> event.path("regarding").path("name").asText().equals(pod))
          .filter(event -> event.path("reason").asText().equals("ContainerDrifted"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
