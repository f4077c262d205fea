package io.driftwatch.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.KubernetesLab;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.RunningAgent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent on a node of a real Kubernetes, with the rights that it asks for and no more. */
@Tag("runtime")
@Timeout(300)
final class AgentInClusterIT {

  private static final String ACCOUNT = "system:serviceaccount:default:driftwatch";
  private static final String WRITES = "touch /tmp/x && cp /bin/busybox /evil; sleep 100000";

  private static KubernetesLab lab;

  @TempDir private static Path temporary;
  private Path state;
  private RunningAgent agent;

  @BeforeAll
  static void startCluster() throws IOException {
    RealParts.command("kubectl");
    lab = KubernetesLab.startNode();
    lab.kubectl("create", "serviceaccount", "driftwatch");
    grant("pods", "list,watch", "pods");
    grant("events", "create,patch", "events.events.k8s.io");
    Files.writeString(temporary.resolve("kubeconfig"), kubeconfig());
  }

  private static void grant(String role, String verbs, String resource) throws IOException {
    String name = "driftwatch-" + role;
    lab.kubectl("create", "clusterrole", name, "--verb=" + verbs, "--resource=" + resource);
    lab.kubectl(
        "create",
        "clusterrolebinding",
        name,
        "--clusterrole=" + name,
        "--serviceaccount=default:driftwatch");
  }

  private static String kubeconfig() throws IOException {
    return """
        apiVersion: v1
        kind: Config
        current-context: test
        clusters:
          - {name: test, cluster: {server: "https://127.0.0.1:%d", certificate-authority: "%s"}}
        users:
          - {name: test, user: {token: "%s"}}
        contexts:
          - {name: test, context: {cluster: test, user: test}}
        """
        .formatted(lab.port(), lab.authority(), lab.token("default", "driftwatch"));
  }

  /** After all tests it is seen what they had the agent ask for. */
  @AfterAll
  static void stopCluster() throws IOException {
    if (lab == null) {
      return;
    }
    try {
      Set<String> requests = lab.verbsOf(ACCOUNT);
      assertTrue(requests.contains("create events"), requests.toString());
      requests.removeAll(Set.of("create events", "patch events", "list pods", "watch pods"));
      assertEquals(Set.of(), requests);
    } finally {
      lab.close();
    }
  }

  @BeforeEach
  void startAgent() throws IOException {
    state = Files.createTempDirectory(temporary, "state");
    Files.writeString(state.resolve("config.yaml"), "scanInterval: 3s\n");
    agent = runAgent(state);
  }

  /** Another one, after the one before was closed. */
  private static RunningAgent runAgent(Path state) throws IOException {
    Path configuration = state.resolve("config.yaml");
    return RunningAgent.inCluster(
            temporary.resolve("kubeconfig"), "node-1", state, "--config", "" + configuration)
        .awaitReady();
  }

  @AfterEach
  void stopAgent() {
    if (agent != null) {
      agent.close();
    }
  }

  @Test
  void aPodThatWritesAProgramHasOneEventAndTenMoreFilesMakeOneMore() throws IOException {
    lab.runPod("default", "writer", WRITES);
    agent.await("told by an Event", () -> events("writer").size() == 1);
    JsonNode first = events("writer").get(0);

    assertEquals("ContainerDrifted", first.path("reason").asText());
    assertEquals("Warning", first.path("type").asText());
    assertEquals("spec.containers{c}", first.path("regarding").path("fieldPath").asText());
    assertTrue(first.path("note").asText().contains("/evil"), first.toString());
    assertTrue(lab.kubectl("get", "events").contains("/evil"));
    String described = lab.kubectl("describe", "pod", "writer");
    assertTrue(described.contains("ContainerDrifted"), described);
    assertTrue(described.contains("/evil"), described);

    lab.kubectl(
        "exec", "writer", "--", "sh", "-c", "for i in 0 1 2 3 4 5 6 7 8 9; do >/more$i; done");
    agent.await("told of the others", () -> occurrences("writer") == 2);
    awaitPasses();
    assertEquals(2, occurrences("writer"));

    String labels = "namespace=\"default\",pod=\"writer\",container=\"c\"";
    assertEquals(1, agent.value("driftwatch_container_drifted{" + labels));
    assertTrue(
        agent.lines("appeared").stream()
            .anyMatch(
                line ->
                    line.path("path").asText().equals("/evil")
                        && line.path("pod").asText().equals("writer")));
  }

  @Test
  void afterARestartNothingIsToldAgain() throws IOException {
    lab.runPod("default", "again", WRITES);
    agent.await("told by an Event", () -> events("again").size() == 1);
    agent.await(
        "kept", () -> Files.exists(state.resolve("events")) && !isEmpty(state.resolve("events")));
    agent.close();
    agent = runAgent(state);
    awaitPasses();

    assertEquals(1, occurrences("again"));
    assertEquals(List.of(), agent.lines("appeared"));
  }

  private void awaitPasses() {
    double passes = agent.value("driftwatch_scans_total");
    agent.await("passed", () -> agent.value("driftwatch_scans_total") >= passes + 3);
  }

  /** The kubelet starts the container within a second or two of the init container's end. */
  @Test
  void whatAnInitContainerLeavesInAVolumeWasThereBeforeTheStart() throws IOException {
    List<String> pods = List.of("filled-1", "filled-2", "filled-3", "filled-4", "filled-5");
    for (String pod : pods) {
      lab.create("/api/v1/namespaces/default/pods", podWithVolume(pod));
    }
    for (String pod : pods) {
      lab.awaitRunning("default", pod);
      for (String container : List.of("one", "two")) {
        agent.await("looked at", () -> findings(pod, container, "warning") == 1);
        assertEquals(0, findings(pod, container, "critical"), pod + "/" + container);
      }
    }
  }

  /** Neither a start of its own nor one of the agent's makes it anything else. */
  @Test
  void aProgramThatAContainerPutIntoAVolumeStaysSoWhenItStartsAgain() throws IOException {
    lab.create("/api/v1/namespaces/default/pods", podWithVolume("kept"));
    lab.awaitRunning("default", "kept");
    agent.await("watched", () -> findings("kept", "two", "warning") == 1);
    lab.kubectl("exec", "kept", "-c", "one", "--", "cp", "/bin/busybox", "/work/evil");
    for (String container : List.of("one", "two")) {
      agent.await("told", () -> findings("kept", container, "critical") == 1);
    }
    double since = driftedSince("one");
    agent.await("told by Events", () -> fieldPathsOf("kept", "/work/evil").size() == 2);
    int events = occurrences("kept");

    restart("kept", "two");
    agent.await("looked at", () -> agent.series(info("kept", "two")).size() == 1);
    agent.await("looked at", () -> findings("kept", "two", "warning") == 1);
    assertEquals(1, findings("kept", "two", "critical"));
    assertEquals(List.of("one", "two"), toldOf("appeared", "/work/evil"));
    awaitPasses();

    agent.close();
    restart("kept", "one");
    agent = runAgent(state);
    awaitPasses();
    assertEquals(1, findings("kept", "one", "critical"));
    assertEquals(1, findings("kept", "one", "warning"));
    assertEquals(since, driftedSince("one"));
    assertEquals(List.of(), toldOf("appeared", "/work/evil"));
    assertEquals(List.of(), toldOf("resolved", "/work/evil"));

    assertEquals(events, occurrences("kept"), () -> events("kept").toString());

    agent.close();
    endSandbox("kept");
    for (String container : List.of("one", "two")) {
      awaitRestart("kept", container, 2);
    }
    Path empty = Files.createTempDirectory(temporary, "state");
    Files.copy(state.resolve("config.yaml"), empty.resolve("config.yaml"));
    agent = runAgent(empty);
    for (String container : List.of("one", "two")) {
      agent.await("looked at", () -> findings("kept", container, "warning") == 1);
      assertEquals(1, findings("kept", container, "critical"), "as the node alone tells");
    }
  }

  /** Its containers share a volume, in which an init container leaves a program. */
  private static JsonNode podWithVolume(String name) throws IOException {
    String container =
        """
        {"name": "%s", "image": "localhost/driftwatch/busybox:1", "imagePullPolicy": "Never",
         "command": ["sh", "-c", "%s"], "volumeMounts": [{"name": "work", "mountPath": "/work"}]}
        """;
    String run = "until [ -e /stop ]; do sleep 0.1; done";
    return new ObjectMapper()
        .readTree(
            """
            {"metadata": {"name": "%s"}, "spec": {"terminationGracePeriodSeconds": 1,
             "volumes": [{"name": "work", "emptyDir": {}}],
             "initContainers": [%s], "containers": [%s, %s]}}
            """
                .formatted(
                    name,
                    container.formatted("fill", "cp /bin/busybox /work/tool"),
                    container.formatted("one", run),
                    container.formatted("two", run)));
  }

  /** The kubelet makes another one, and runs the init container once more. */
  private static void endSandbox(String pod) throws IOException {
    String filter =
        "labels.\"io.cri-containerd.kind\"==sandbox,labels.\"io.kubernetes.pod.name\"==" + pod;
    String sandbox = ctr("containers", "list", "--quiet", filter).strip();
    ctr("tasks", "kill", "--signal", "KILL", sandbox);
  }

  private static void restart(String pod, String container) throws IOException {
    lab.kubectl("exec", pod, "-c", container, "--", "touch", "/stop");
    awaitRestart(pod, container, 1);
  }

  private static void awaitRestart(String pod, String container, int count) throws IOException {
    String path =
        "jsonpath={range .status.containerStatuses[?(@.name=='%s')]}{.restartCount} {.ready}{end}"
            .formatted(container);
    for (int i = 0; i < 300; i++) {
      if (lab.kubectl("get", "pod", pod, "-o", path).equals(count + " true")) {
        return;
      }
      LockSupport.parkNanos(200_000_000);
    }
    throw new AssertionError(pod + "/" + container + " did not start again");
  }

  private static String info(String pod, String container) {
    return "driftwatch_container_info{namespace=\"default\",pod=\"%s\",container=\"%s\","
        .formatted(pod, container);
  }

  private double driftedSince(String container) {
    return agent.value(
        "driftwatch_container_drifted_since_timestamp_seconds{namespace=\"default\",pod=\"kept\","
            + "container=\""
            + container);
  }

  /** How many of them have a severity. */
  private int findings(String pod, String container, String severity) {
    String of = "driftwatch_findings" + info(pod, container).substring(info("", "").indexOf('{'));
    return agent.series(of).stream()
        .filter(series -> series.contains("severity=\"" + severity + "\""))
        .mapToInt(series -> (int) Double.parseDouble(series.substring(series.lastIndexOf(' '))))
        .sum();
  }

  /** The containers of which something was told about a path. */
  private List<String> toldOf(String event, String path) {
    return agent.lines(event).stream()
        .filter(line -> line.path("path").asText().equals(path))
        .map(line -> line.path("container").asText())
        .sorted()
        .toList();
  }

  private static boolean isEmpty(Path folder) {
    try (var files = Files.list(folder)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aWorkloadIsNamedAndAnApiServerThatIsAwayStopsNothing() throws IOException {
    lab.create("/apis/apps/v1/namespaces/default/deployments", deployment());
    String shop = "workload=\"shop\",workload_type=\"deployment\"";
    agent.await(
        "watched",
        () -> agent.series("driftwatch_container_info{").stream().anyMatch(s -> s.contains(shop)));
    lab.kubectl("rollout", "status", "deployment", "shop", "--timeout=60s");
    String pod = lab.kubectl("get", "pods", "-l", "app=shop", "-o", "name").strip();
    String id =
        lab.kubectl("get", pod, "-o", "jsonpath={.status.containerStatuses[0].containerID}")
            .replace("containerd://", "");
    lab.kill("apiserver");
    try {
      inContainer(id, "cp /bin/busybox /evil");
      agent.await("told", () -> agent.toldOf("/evil"));
      assertTrue(
          agent.series("driftwatch_container_drifted{").stream()
              .anyMatch(series -> series.contains(shop) && series.endsWith(" 1.0")));
    } finally {
      lab.up();
    }
    agent.await("told by an Event", () -> !events(pod.replace("pod/", "")).isEmpty());
  }

  private static JsonNode deployment() throws IOException {
    return new ObjectMapper()
        .readTree(
            """
            {"metadata": {"name": "shop"}, "spec": {"selector": {"matchLabels": {"app": "shop"}},
             "template": {"metadata": {"labels": {"app": "shop"}}, "spec": {"containers": [
               {"name": "c", "image": "localhost/driftwatch/busybox:1", "imagePullPolicy": "Never",
                "command": ["sleep", "100000"]}]}}}}
            """);
  }

  /** Without the API server only the runtime's own client gets there. */
  private static void inContainer(String id, String script) throws IOException {
    ctr("tasks", "exec", "--exec-id", "x", id, "sh", "-c", script);
  }

  private static String ctr(String... arguments) throws IOException {
    String socket = lab.folder().resolve("containerd/sock").toString();
    List<String> command = new ArrayList<>(List.of("ctr", "-a", socket, "-n", "k8s.io"));
    command.addAll(List.of(arguments));
    return Commands.run(command.toArray(String[]::new));
  }

  private static List<JsonNode> events(String pod) {
    try {
      return lab.events("default").stream()
          .filter(event -> event.path("regarding").path("name").asText().equals(pod))
          .filter(event -> event.path("reason").asText().equals("ContainerDrifted"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the Events that name a path are about. */
  private static Set<String> fieldPathsOf(String pod, String path) {
    return events(pod).stream()
        .filter(event -> event.path("note").asText().contains(path))
        .map(event -> event.path("regarding").path("fieldPath").asText())
        .collect(Collectors.toSet());
  }

  /** Repeats of an Event are a series of it. */
  private static int occurrences(String pod) {
    return events(pod).stream()
        .mapToInt(event -> Math.max(1, event.path("series").path("count").asInt()))
        .sum();
  }
}
