package io.driftwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftwatch.testing.AgentPod;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.KubernetesLab;
import io.driftwatch.testing.Program;
import io.driftwatch.testing.RealParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin, as kubectl finds and runs it, on a real cluster with a pod that runs the program. */
@Tag("runtime")
@Timeout(300)
final class KubectlPluginIT {

  private static final Path FOLDER = Path.of("../daemonset").toAbsolutePath().normalize();
  private static final String STAY = "sleep 100000";

  private static KubernetesLab lab;

  @TempDir private Path temporary;

  @BeforeAll
  static void start() throws IOException {
    RealParts.command("kubectl");
    lab = KubernetesLab.startNode();
    lab.createSettledNamespace("shop");
    lab.createSettledNamespace("calm");
    lab.runPod("shop", "web", "cp /bin/busybox /evil; " + STAY);
    lab.runPod("shop", "many", "for i in $(seq 500); do >/f$i; done; " + STAY);
    lab.runPod("calm", "quiet", STAY);
    AgentPod.start(lab);
    lab.createNode("node-2", "linux");
    lab.createNode("node-3", "windows");
  }

  @AfterAll
  static void stop() throws IOException {
    if (lab != null) {
      lab.close();
    }
  }

  /** What {@code kubectl driftwatch} does with these words. */
  private static Program.Run plugin(String line) throws IOException {
    return plugin(lab.kubeconfig(), line);
  }

  private static Program.Run plugin(Path kubeconfig, String line) throws IOException {
    List<String> command = new ArrayList<>(List.of("kubectl", "driftwatch"));
    command.addAll(List.of(line.split(" ")));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    builder.environment().merge("PATH", FOLDER.toString(), (path, own) -> own + ":" + path);
    Commands.Result result = Commands.attempt(builder);
    return new Program.Run(result.status(), result.output(), result.errors());
  }

  @Test
  void kubectlFindsIt() throws IOException {
    Program.Run help = plugin("--help");

    assertEquals(0, help.status(), help.errors());
    assertTrue(help.output().contains("kubectl driftwatch scan pod/web-0 -n shop"));
  }

  @Test
  void aPodIsScannedOnItsNode() throws IOException {
    Program.Run drifted = plugin("scan pod/web -n shop");
    Program.Run clean = plugin("--namespace=calm scan pod/quiet");

    assertTrue(drifted.output().contains("/evil"), drifted.output());
    assertEquals("1 ", drifted.status() + " " + drifted.errors());
    assertTrue(clean.output().contains("none drifted"), clean.output());
    assertEquals("0 ", clean.status() + " " + clean.errors());
  }

  @Test
  void optionsGoToTheProgram() throws IOException {
    Program.Run run = plugin("scan -o json --fail-on none pod/web -n shop --digests=all");

    assertEquals("0 ", run.status() + " " + run.errors());
    assertEquals("node-1", run.json().path("node").asText());
    assertEquals(2, plugin("scan pod/web -n shop --fail-on sometimes").status());
  }

  @Test
  void aNodeIsScannedAndListed() throws IOException {
    Program.Run scan = plugin("scan -ojson node/node-1");
    Program.Run list = plugin("list node/node-1 -n shop");

    assertEquals("1 ", scan.status() + " " + scan.errors());
    assertEquals("node-1", scan.json().path("node").asText());
    assertTrue(podNames(scan.json()).containsAll(List.of("web", "quiet", "agent")));
    assertEquals("0 ", list.status() + " " + list.errors());
    assertTrue(list.output().contains("shop/web/c"), list.output());
    assertFalse(list.output().contains("calm/"), list.output());
  }

  private static List<String> podNames(JsonNode report) {
    return report.path("containers").findValues("pod").stream()
        .map(pod -> pod.path("name").asText())
        .collect(Collectors.toList());
  }

  @Test
  void ofAllNodesThoseWithoutAnAgentAreNamed() throws IOException {
    Program.Run scan = plugin("scan --all-nodes -ojson");

    assertEquals(1, scan.status());
    assertEquals("node-1", scan.json().path("node").asText());
    assertTrue(scan.errors().startsWith("driftwatch: no agent is on node node-2"), scan.errors());
    assertEquals(1, scan.errors().lines().count(), "a node of Windows has none by design");
    Program.Run list = plugin("list --all-nodes");
    assertEquals(3, list.status(), "not all could be looked at");
    assertTrue(list.output().startsWith("== node-1\nCONTAINER"), list.output());
  }

  @Test
  void onlyNodesOfANamespaceAreAsked() throws IOException {
    Program.Run scan = plugin("scan --all-nodes -n calm -o json");

    assertEquals("0 ", scan.status() + " " + scan.errors());
    assertEquals(List.of("quiet", "quiet"), podNames(scan.json()));
  }

  @Test
  void aSecondScanOfANodeIsRefused() throws Exception {
    Process first = AgentPod.stalledScan(lab, "shop/many");
    try {
      Program.Run second = plugin("scan pod/web -n shop");
      assertEquals(2, second.status());
      assertEquals("", second.output());
      assertEquals(
          "driftwatch: another scan is running on this node; try again when it has ended\n",
          second.errors());
    } finally {
      AgentPod.killScan(lab);
      first.waitFor();
    }
    assertEquals(1, plugin("scan pod/web -n shop").status());
  }

  /** As when memory runs out, or the connection is cut: never taken for clean, nor for drift. */
  @Test
  void aScanThatDoesNotEndByItselfIsNoAnswer() throws Exception {
    Process killer = AgentPod.killNextScan(lab);
    Program.Run run = plugin("scan pod/web -n shop");

    assertEquals(0, killer.waitFor());
    assertEquals(2, run.status());
    assertTrue(run.errors().endsWith("agent gave no complete answer\n"), run.errors());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scan pod/web                             | cannot read pod web",
        "scan pod/web -n calm                     | pods \"web\" not found",
        "scan node/node-9                         | nodes \"node-9\" not found",
        "scan node/node-2                         | no agent is on node node-2",
        "scan node/node-1 --agent-namespace=calm  | is the DaemonSet installed",
        "scan --all-nodes --agent-namespace calm  | is the DaemonSet installed",
        "scan --all-nodes -n elsewhere            | no node runs a pod of namespace elsewhere",
        "scan pod/web --context elsewhere         | elsewhere",
        "scan pod/web --kubeconfig /dev/null      | cannot read pod web"
      })
  void whatCannotBeAskedIsSaid(String line, String words) throws IOException {
    Program.Run run = plugin(line);

    assertEquals(2, run.status(), run.errors());
    assertEquals("", run.output());
    assertTrue(run.errors().contains(words), run.errors());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scan",
        "scan web",
        "scan pod/",
        "scan pod/-v",
        "scan pod/web/c",
        "scan pod/web pod/many",
        "scan node/a,metadata.name=node-1",
        "scan node/--all",
        "scan pod/web -n",
        "scan pod/web -n -A",
        "delete pod/web"
      })
  void aCallThatMakesNoSenseIsOneError(String line) throws IOException {
    Program.Run run = plugin(line);

    assertEquals(2, run.status(), run.errors());
    assertEquals("", run.output());
    assertTrue(run.errors().startsWith("driftwatch: "), run.errors());
    assertEquals(1, run.errors().lines().count(), run.errors());
  }

  @Test
  void anAgentThatDoesNotRunIsNotAsked() throws IOException {
    lab.createPod("calm", "starting", "node-2");
    lab.kubectl("label", "pod", "starting", "-n", "calm", "app.kubernetes.io/name=driftwatch");
    try {
      Program.Run run = plugin("scan node/node-2 --agent-namespace calm");

      assertEquals(2, run.status());
      assertTrue(run.errors().contains("the agent on node node-2 does not run (Pending)"));
    } finally {
      lab.kubectl("delete", "pod", "starting", "-n", "calm", "--grace-period=0", "--force");
    }
  }

  @Test
  void aPodThatDoesNotRunIsSaid() throws IOException {
    lab.createPod("shop", "ended", "node-2");
    lab.patch(
        "/api/v1/namespaces/shop/pods/ended/status",
        new ObjectMapper().readTree("{\"status\": {\"phase\": \"Succeeded\"}}"));
    Program.Run ended = plugin("scan pod/ended -n shop");

    assertEquals(2, ended.status());
    assertEquals("driftwatch: pod shop/ended has ended; its phase is Succeeded\n", ended.errors());
  }

  @Test
  void rightsAreThoseOfThePerson() throws IOException {
    Program.Run stranger = plugin(as("stranger", "strangers"), "scan pod/web -n shop");
    assertEquals(2, stranger.status());
    assertTrue(stranger.errors().contains("cannot get resource \"pods\""), stranger.errors());
    assertTrue(
        plugin(as("stranger", "strangers"), "list node/node-1")
            .errors()
            .contains("cannot look for the agents in namespace driftwatch"));

    lab.kubectl("apply", "-f", FOLDER.resolve("components/scanner-role/rbac.yaml").toString());
    Path scanner = as("scanner", "driftwatch-scanners");
    assertEquals(1, plugin(scanner, "scan pod/web -n shop").status());
    assertEquals(3, plugin(scanner, "list --all-nodes").status());

    String withoutExec = "[{\"op\": \"remove\", \"path\": \"/rules/1\"}]";
    lab.kubectl(
        "patch",
        "role",
        "driftwatch-scanner",
        "-n",
        "driftwatch",
        "--type=json",
        "-p",
        withoutExec);
    Program.Run reader = plugin(scanner, "scan pod/web -n shop");
    assertEquals(2, reader.status());
    assertTrue(reader.errors().contains("you have no right to ask the agents"), reader.errors());
  }

  /** A file that lets an administrator in, as somebody else. */
  private Path as(String user, String group) throws IOException {
    String admin = Files.readString(lab.kubeconfig());
    String other = "user: {as: " + user + ", as-groups: [" + group + "], client-certificate:";
    return Files.writeString(
        temporary.resolve(user), admin.replace("user: {client-certificate:", other));
  }
}
