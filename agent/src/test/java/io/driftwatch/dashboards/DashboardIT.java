package io.driftwatch.dashboards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftwatch.dashboards.Dashboard.Query;
import io.driftwatch.dashboards.Receiver.Delivered;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.KubernetesLab;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.RunningAgent;
import io.driftwatch.testing.RunningPrometheus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the dashboard asks has answers, and alerts about a workload come once: on the node of a real
 * Kubernetes, with a Deployment of three replicas of which one is drifted, a container of no pod
 * that is drifted, and one that cannot be looked into.
 */
@Tag("runtime")
@Timeout(400)
final class DashboardIT {

  private static final String IMAGE = "localhost/driftwatch/busybox:1";

  /** Agents see the containers of all tests that run on a machine. */
  private static final String NAME = "dashboard-it";

  private static final String DRIFTED = "dashboard-it-drifted";
  private static final String UNSEEN = "dashboard-it-unseen";

  /** Alerts wait for half an hour here and there, which is half a minute here. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), ([a-z]+)\\)");

  @TempDir private static Path temporary;
  private static KubernetesLab lab;
  private static RunningAgent agent;
  private static Receiver receiver;
  private static Monitoring monitoring;

  @BeforeAll
  static void startEverything() throws IOException {
    RealParts.command("kubectl");
    lab = KubernetesLab.startNode();
    lab.create("/apis/apps/v1/namespaces/default/deployments", deployment());
    lab.kubectl("rollout", "status", "deployment", "shop", "--timeout=90s");
    runAlone(DRIFTED, "overlayfs", "echo >/opt; sleep 100000");
    runAlone(UNSEEN, "native", "sleep 100000");
    Path configuration = Files.writeString(temporary.resolve("config.yaml"), "scanInterval: 1s\n");
    agent =
        RunningAgent.inCluster(
                lab.kubeconfig(),
                "node-1",
                temporary.resolve("state"),
                "--config",
                "" + configuration)
            .awaitReady();
    receiver = new Receiver();
    monitoring = Monitoring.start(temporary, agent.port(), "node-1", receiver.port());
    monitoring
        .prometheus()
        .await("count(driftwatch_container_drifted{container='dashboard-it'} == 0) == 3");
  }

  private static JsonNode deployment() throws IOException {
    return new ObjectMapper()
        .readTree(
            """
            {"metadata": {"name": "shop"},
             "spec": {"replicas": 3, "selector": {"matchLabels": {"app": "shop"}},
              "template": {"metadata": {"labels": {"app": "shop"}}, "spec": {"containers": [
               {"name": "dashboard-it", "image": "localhost/driftwatch/busybox:1", "imagePullPolicy": "Never",
                "command": ["sleep", "100000"]}]}}}}
            """);
  }

  /** Runs a container of no pod, made by containerd's own client. */
  private static void runAlone(String name, String snapshotter, String script) throws IOException {
    Commands.Result run =
        Commands.attempt(
            ctr(
                "run",
                "--detach",
                "--null-io",
                "--snapshotter",
                snapshotter,
                IMAGE,
                name,
                "sh",
                "-c",
                script));
    assertEquals(0, run.status(), run.errors());
  }

  private static ProcessBuilder ctr(String... arguments) {
    String socket = lab.folder().resolve("containerd/sock").toString();
    List<String> command = new ArrayList<>(List.of("ctr", "-a", socket, "-n", "k8s.io"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  @AfterAll
  static void stopEverything() throws IOException {
    for (AutoCloseable part : new AutoCloseable[] {monitoring, receiver, agent}) {
      close(part);
    }
    if (lab == null) {
      return;
    }
    remove(DRIFTED);
    remove(UNSEEN);
    lab.close();
  }

  private static void close(AutoCloseable part) {
    try {
      if (part != null) {
        part.close();
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** It may never have been started. */
  private static void remove(String container) throws IOException {
    Commands.attempt(ctr("tasks", "delete", "--force", container));
    Commands.attempt(ctr("containers", "delete", container));
  }

  @Test
  void everythingThatIsAskedHasAnAnswerAndAnAlertComesOnceForAWorkload() throws IOException {
    List<String> pods = lab.kubectl("get", "pods", "-l", "app=shop", "-o", "name").lines().toList();
    inPod(pods.get(0), "echo >/etc/debug");
    assertEquals("tickets", await("DriftwatchReplicaDrift", NAME).by());
    assertEquals("tickets", await("DriftwatchNotObservable", UNSEEN).by());

    inPod(pods.get(0), "cp /bin/busybox /evil");
    inPod(pods.get(1), "cp /bin/busybox /evil");
    Delivered critical = await("DriftwatchCriticalDrift", NAME);
    monitoring.prometheus().await("sum(driftwatch_container_drifted{workload='shop'}) == 2");

    assertEquals("pager", critical.by());
    assertEquals("shop", critical.label("workload"));
    assertEquals("deployment", critical.label("workload_type"));
    assertEquals("default", critical.label("namespace"));
    assertEquals("test", critical.label("cluster"));
    assertEquals("1", value("count(ALERTS{alertname='DriftwatchCriticalDrift', workload='shop'})"));
    assertEquals("node-1", await("DriftwatchNotObservable", UNSEEN).label("node"));
    assertEquals(
        "2",
        value(
            "sum(driftwatch_container_drifted_since_timestamp_seconds{workload='shop'} > bool 0)"));

    everyQueryHasData();
    everyVariableHasValues();

    assertEquals(List.of("2"), shown("Drifted containers"));
    assertEquals(List.of("1"), shown("Drifted workloads"));
    assertEquals(List.of("2"), shown("Critical findings"));
    assertEquals(List.of("0"), shown("Drifted under a read-only root"));
    assertEquals(List.of("2", "3"), shown("Drifted replicas").subList(0, 2));
  }

  /** What each query of a panel has for the Deployment. */
  private static List<String> shown(String panel) throws IOException {
    List<String> shown = new ArrayList<>();
    for (Query query : Shipped.dashboard().queries()) {
      if (query.panel().equals(panel)) {
        shown.add(value(query.of("default", "shop")));
      }
    }
    return shown;
  }

  private static void inPod(String pod, String script) throws IOException {
    lab.kubectl("exec", pod, "--", "sh", "-c", script);
  }

  private static Delivered await(String alert, String container) {
    agent.await(alert, PATIENCE, () -> receiver.find(alert, container, "firing").isPresent());
    return receiver.find(alert, container, "firing").orElseThrow();
  }

  private static String value(String query) throws IOException {
    return monitoring.prometheus().value(query);
  }

  private static void everyQueryHasData() throws IOException {
    Set<String> labels = new TreeSet<>();
    for (Query query : Shipped.dashboard().queries()) {
      JsonNode series = monitoring.prometheus().lastMinute(query.ofAll());
      assertFalse(numbers(series).isEmpty(), query::toString);
      series.forEach(one -> one.path("metric").fieldNames().forEachRemaining(labels::add));
    }
    assertTrue(labels.containsAll(Shipped.dashboard().columns()), labels::toString);
  }

  /** The values of all series, but those that are none. */
  private static Set<String> numbers(JsonNode series) {
    Set<String> numbers = new TreeSet<>();
    for (JsonNode one : series) {
      one.path("values").forEach(value -> numbers.add(value.path(1).asText()));
    }
    numbers.remove("NaN");
    return numbers;
  }

  private static void everyVariableHasValues() throws IOException {
    for (JsonNode variable : Shipped.dashboard().queryVariables()) {
      Matcher query = LABEL_VALUES.matcher(variable.path("query").asText());
      assertTrue(query.matches(), variable.toString());
      RunningPrometheus prometheus = monitoring.prometheus();
      JsonNode series = prometheus.series(Dashboard.ofAll(query.group(1)));
      Set<String> values = new TreeSet<>(series.findValuesAsText(query.group(2)));
      values.remove("");
      assertFalse(values.isEmpty(), variable.toString());
    }
  }
}
