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
    Path configuration = state.resolve("config.yaml");
    Files.writeString(configuration, "scanInterval: 3s\n");
    agent =
        RunningAgent.inCluster(
            temporary.resolve("kubeconfig"), "node-1", state, "--config", "" + configuration);
    agent.awaitReady();
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
    double passes = agent.value("driftwatch_scans_total");
    agent.await("passed", () -> agent.value("driftwatch_scans_total") >= passes + 3);
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
    agent =
        RunningAgent.inCluster(
            temporary.resolve("kubeconfig"),
            "node-1",
            state,
            "--config",
            "" + state.resolve("config.yaml"));
    agent.awaitReady();
    double passes = agent.value("driftwatch_scans_total");
    agent.await("passed", () -> agent.value("driftwatch_scans_total") >= passes + 3);

    assertEquals(1, occurrences("again"));
    assertEquals(List.of(), agent.lines("appeared"));
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
    String socket = lab.folder().resolve("containerd/sock").toString();
    List<String> command = new ArrayList<>(List.of("ctr", "-a", socket, "-n", "k8s.io"));
    command.addAll(List.of("tasks", "exec", "--exec-id", "x", id, "sh", "-c", script));
    Commands.run(command.toArray(String[]::new));
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

  /** Repeats of an Event are a series of it. */
  private static int occurrences(String pod) {
    return events(pod).stream()
        .mapToInt(event -> Math.max(1, event.path("series").path("count").asInt()))
        .sum();
  }
}
