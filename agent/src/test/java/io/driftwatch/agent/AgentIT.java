package io.driftwatch.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftwatch.memory.WriteMemory;
import io.driftwatch.report.WriteProfile;
import io.driftwatch.testing.Background;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.RunningAgent;
import io.driftwatch.testing.Runtimes;
import io.driftwatch.testing.Runtimes.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a process, watching docker's containers. */
@Tag("runtime")
@Timeout(300)
final class AgentIT {

  /** Other containers of this machine are none of the tests' business. */
  private static final String NAME = "watched-by-agent-it";

  private static Runtimes docker;

  @TempDir private Path temporary;
  private Path state;
  private Path configuration;
  private RunningAgent agent;
  private Started container;

  @BeforeAll
  static void startDocker() throws IOException {
    docker = Runtimes.start("docker");
  }

  @AfterAll
  static void stopDocker() throws IOException {
    if (docker != null) {
      docker.close();
    }
  }

  @BeforeEach
  void startAgent() throws IOException {
    state = temporary.resolve("state");
    configuration = temporary.resolve("config.yaml");
    configure("scanInterval: 2s\n");
    container = docker.run("docker", NAME, "busybox", List.of());
    agent = start();
    // Ready is who has looked at all that is old enough to be looked at.
    agent.await("seen", () -> !seriesOf(NAME).isEmpty());
  }

  @AfterEach
  void stopAgent() throws IOException {
    if (agent != null) {
      agent.close();
    }
    if (container != null) {
      docker.remove(container);
    }
  }

  private RunningAgent start() throws IOException {
    return RunningAgent.start(state, "--config", configuration.toString()).awaitReady();
  }

  private void configure(String yaml) throws IOException {
    Files.writeString(configuration, yaml);
  }

  private void inContainer(String script) throws IOException {
    Path file = temporary.resolve("script");
    Files.writeString(file, script);
    docker.exec(container, file);
  }

  /** As a database with native I/O does by itself. */
  @Test
  @SuppressWarnings("try") // A process is there to be looked at.
  void aProcessThatMapsWhatIsNoFileHidesNothing() throws Exception {
    RealParts.command("python3");
    String pid =
        docker.docker("inspect", "--format", "{{.State.Pid}}", container.id()).output().strip();
    Path program = Path.of("../src-test-fixtures/processes/no-file.py").toAbsolutePath();
    try (Background process =
        Background.start(
            temporary.resolve("rings"),
            List.of(),
            temporary,
            "exec python3 \"$1\" \"$2\"\n",
            program.toString(),
            "/proc/" + pid + "/ns/mnt")) {
      RealParts.need("io_setup(2)", process.isReady(), process.said());
      // Of a file that changed within a minute nothing is believed, and nobody asks for mappings.
      Path old = Path.of("/proc/" + pid + "/root/etc/passwd");
      Instant settled =
          ((FileTime) Files.getAttribute(old, "unix:ctime")).toInstant().plusSeconds(62);
      Thread.sleep(Math.max(0, Duration.between(Instant.now(), settled).toMillis()));
      inContainer("chmod 600 /etc/passwd; cp /bin/busybox /evil");

      agent.await("told", () -> agent.toldOf("/evil"));
      assertEquals(List.of(), lines("degraded"));
    }
  }

  @Test
  void driftIsInTheMetricsAndInOneLineAndGoesWhenItIsUndone() throws IOException {
    assertEquals(0, drifted());

    inContainer("cp /bin/busybox /evil; touch /tmp/x");
    agent.await("told", () -> agent.toldOf("/evil"));
    JsonNode line = lines("appeared").get(0);

    assertEquals(1, drifted());
    assertEquals(1, seriesOf(NAME).stream().filter(AgentIT::isCritical).count());
    assertEquals("/evil", line.get("path").asText());
    assertEquals("critical", line.get("severity").asText());
    assertEquals(NAME, line.get("container").asText());
    assertEquals(sha256("/bin/busybox"), line.get("sha256").asText());

    passes(3);
    assertEquals(List.of("/evil", "/tmp/x"), paths("appeared"));

    inContainer("rm /evil");
    agent.await("resolved", () -> paths("resolved").contains("/evil"));
    assertEquals(0, drifted());
    assertEquals(List.of("/evil"), paths("resolved"));
  }

  /** As an upgrade has it whose rules are others. */
  @Test
  void whatOtherRulesMakeMoreOfIsOneLineWhateverTheNumber() throws IOException {
    inContainer("mkdir -p /srv/many && for i in $(seq 60); do : >/srv/many/$i; done");
    agent.await("told", () -> agent.toldOf("/srv/many/60") && paths("appeared").size() > 60);
    int told = paths("appeared").size();
    // What is told is kept a moment later: told twice is better than not at all.
    passes(1);

    agent.close();
    configure("scanInterval: 2s\nrules:\n  - {name: file-added, severity: critical}\n");
    agent = start();
    agent.await("judged anew", () -> !lines("rejudged").isEmpty());
    passes(3);

    assertEquals(1, lines("rejudged").size());
    assertEquals(told, lines("rejudged").get(0).get("findings").asInt());
    assertEquals(List.of(), paths("appeared"));
    assertEquals(List.of(), paths("resolved"));
  }

  private static boolean isCritical(String series) {
    return series.startsWith("driftwatch_findings{") && series.contains("severity=\"critical\"");
  }

  private static String sha256(String file) throws IOException {
    return Commands.run("sha256sum", file).substring(0, 64);
  }

  @Test
  void aContainerThatIsRemovedTakesItsSeriesAlong() throws IOException {
    inContainer("cp /bin/busybox /evil");
    agent.await("told", () -> agent.toldOf("/evil"));

    docker.remove(container);
    container = null;
    agent.await("gone", Duration.ofSeconds(5), () -> seriesOf(NAME).isEmpty());

    assertEquals(1, lines("removed").size(), lines("removed").toString());
    assertEquals(1, lines("removed").get(0).get("findings").asInt());
    assertEquals(List.of(), paths("resolved"));
  }

  @Test
  void theLookAtANewContainerStartsSoon() throws IOException {
    configure("scanInterval: 1h\n");
    agent.close();
    agent = start();
    Started second = docker.run("docker", NAME + "-2", "busybox", List.of());
    try {
      agent.await("looked at", Duration.ofSeconds(5), () -> !seriesOf(NAME + "-2").isEmpty());
    } finally {
      docker.remove(second);
    }
  }

  @Test
  void whereAContainerWroteIsKeptOverARestart() throws IOException {
    inContainer("mkdir /data; echo 1 >/data/a");
    agent.await("kept", () -> places().contains("/data"));

    agent.close();
    inContainer("rm -r /data; echo 1 >/tmp/x");
    agent = start();

    agent.await("kept, too", () -> places().equals(List.of("/data", "/tmp")));
    assertEquals(1, written().get().starts());
  }

  private List<String> places() {
    return written().stream()
        .flatMap(profile -> profile.writes().places().stream())
        .map(place -> place.directory().toString())
        .toList();
  }

  private Optional<WriteProfile> written() {
    return WriteMemory.read(state).profiles().entrySet().stream()
        .filter(entry -> entry.getKey().container().equals(NAME))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  @Test
  void afterARestartNothingIsToldAgainAndWhatHappenedMeanwhileIs() throws IOException {
    inContainer("cp /bin/busybox /evil; cp /bin/busybox /gone");
    agent.await("told", () -> agent.toldOf("/evil") && agent.toldOf("/gone"));
    // What is told is kept a moment later: told twice is better than not at all.
    passes(1);
    double since = driftedSince();

    agent.close();
    inContainer("rm /gone; cp /bin/busybox /new");
    agent = start();
    agent.await("told", () -> agent.toldOf("/new") && paths("resolved").contains("/gone"));
    passes(2);

    assertEquals(List.of("/new"), paths("appeared"));
    assertEquals(List.of("/gone"), paths("resolved"));
    assertEquals(1, drifted());
    assertEquals(since, driftedSince());
  }

  @Test
  void anotherProgramUnderTheSameNameIsToldOf() throws IOException {
    inContainer("printf '#!/bin/sh\\necho 1\\n' >/evil; chmod +x /evil");
    agent.await("told", () -> agent.toldOf("/evil"));

    inContainer("printf '#!/bin/sh\\necho 2\\n' >/evil; touch -d 2000-01-01 /evil");
    agent.await("told again", () -> paths("appeared").size() == 2);
    passes(2);

    assertEquals(List.of("/evil", "/evil"), paths("appeared"));
  }

  @Test
  void whatPrometheusGetsIsWellFormed() throws IOException {
    RealParts.command("promtool");
    inContainer("cp /bin/busybox /evil; rm /bin/ls; touch /tmp/x");
    agent.await("told", () -> agent.toldOf("/evil"));
    Path scrape = temporary.resolve("scrape");
    Files.writeString(scrape, agent.get("/metrics"));

    Commands.Result result =
        Commands.attempt(
            new ProcessBuilder("promtool", "check", "metrics").redirectInput(scrape.toFile()));

    assertEquals(new Commands.Result(0, "", ""), result);
  }

  @Test
  void aConfigurationThatCannotBeUsedIsRefusedAndTheOldOneStays() throws IOException {
    configure("scanIntervall: 2s\n");
    agent.await("refused", () -> !agent.lines("degraded").isEmpty());
    JsonNode refused = agent.lines("degraded").get(0);

    assertEquals("config", refused.get("what").asText());
    assertTrue(refused.get("text").asText().contains("scanIntervall"), refused.toString());
    assertEquals(0, agent.value("driftwatch_config_last_reload_successful"));

    inContainer("cp /bin/busybox /evil");
    agent.await("told", () -> agent.toldOf("/evil"));

    configure(
        """
        scanInterval: 2s
        allow:
          - {path: /evil, owner: me, reason: it is a test, name: evil-is-fine}
        """);
    agent.await("recovered", () -> !agent.lines("recovered").isEmpty());
    agent.await("allowed", () -> drifted() == 0);

    assertEquals(1, agent.value("driftwatch_policy_rule_matches{rule=\"evil-is-fine\""));
    assertEquals(1, agent.lines("degraded").size());
  }

  @Test
  void aStateDirectoryThatCannotBeWrittenIsSaidAndMadeUpFor() throws IOException {
    Path file = temporary.resolve("in-the-way");
    Files.writeString(file, "");
    agent.close();
    agent =
        RunningAgent.start(file.resolve("state"), "--config", configuration.toString())
            .awaitReady();
    inContainer("cp /bin/busybox /evil");
    agent.await("told", () -> agent.toldOf("/evil"));
    agent.await("degraded", () -> ofState("degraded") > 0);

    assertEquals(0, agent.value("driftwatch_state_writable"));

    Files.delete(file);
    agent.await("recovered", () -> ofState("recovered") > 0);
    assertEquals(1, agent.value("driftwatch_state_writable"));
    assertEquals(1, ofState("degraded"), "told once, though more than one part was not written");
  }

  private long ofState(String event) {
    return agent.lines(event).stream()
        .filter(line -> line.get("what").asText().equals("state"))
        .count();
  }

  /** {@link SchedulerTest} has what follows in the next minutes. */
  @Test
  void manyFindingsAreCountedAllAndToldOfAHundredAMinute() throws IOException {
    inContainer("for i in $(seq 1500); do : >/etc/f$i; done; cp /bin/busybox /evil");
    agent.await("told", () -> agent.toldOf("/evil"));
    agent.await(
        "counted", () -> seriesOf(NAME).stream().anyMatch(series -> series.endsWith(" 1500.0")));
    passes(2);

    assertEquals(100, lines("appeared").size());
  }

  @Test
  void sigtermEndsItSoonAndLeavesNothingBehind() throws IOException {
    assertEquals(0, agent.terminate(Duration.ofSeconds(2)));
    agent = null;
  }

  @Test
  void threadsAndDescriptorsDoNotGrow() throws IOException {
    inContainer("cp /bin/busybox /evil; for i in $(seq 200); do mkdir -p /d/$i/e; done");
    agent.await("told", () -> agent.toldOf("/evil"));
    passes(3);
    agent.get("/metrics");
    Set<String> threads = threads();
    int descriptors = descriptors();

    passes(6);

    assertTrue(descriptors() <= descriptors + 2, descriptors + " -> " + descriptors());
    assertTrue(threads().size() <= threads.size() + 1, threads + " -> " + threads());
  }

  /** The fewest of some moments: what a look that goes on has open is closed at its end. */
  private int descriptors() throws IOException {
    int fewest = Integer.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      try (var files = Files.list(Path.of("/proc/" + agent.pid() + "/fd"))) {
        fewest = Math.min(fewest, (int) files.count());
      }
      pause();
    }
    return fewest;
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Set<String> threads() throws IOException {
    try (var tasks = Files.list(Path.of("/proc/" + agent.pid() + "/task"))) {
      return tasks.map(Path::toString).collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void aCapabilityThatIsMissingIsSaid() throws IOException {
    agent.close();
    List<String> without = List.of("setpriv", "--bounding-set", "-sys_admin", "--");
    agent = RunningAgent.behind(without, state, "--config", configuration.toString()).awaitReady();

    assertEquals(1, agent.value("driftwatch_capability_missing{capability=\"SYS_ADMIN\""));
    assertEquals(0, agent.value("driftwatch_capability_missing{capability=\"SYS_PTRACE\""));
    assertTrue(
        agent.lines("degraded").stream()
            .anyMatch(line -> line.get("what").asText().equals("capability SYS_ADMIN")));
    assertTrue(
        agent.series("driftwatch_containers{").stream()
            .anyMatch(series -> series.contains("capability-missing")));

    inContainer("cp /bin/busybox /evil");
    agent.await("told", () -> agent.toldOf("/evil"));
  }

  @Test
  void whoLooksAtContainersGivesWayToEveryoneElse() throws IOException {
    String nice =
        Commands.run("ps", "-L", "-o", "ni=,comm=", "-p", Long.toString(agent.pid()))
            .lines()
            .map(String::strip)
            .filter(line -> line.contains("look-"))
            .findFirst()
            .orElseThrow();

    assertTrue(nice.startsWith("19 "), nice);
  }

  @Test
  void aPortThatIsTakenIsSaid() throws IOException {
    String taken = "127.0.0.1:" + agent.port();
    RunningAgent second = RunningAgent.startAt(taken, state);
    try {
      second.awaitEnd(Duration.ofSeconds(20));

      assertEquals(2, second.exitValue());
      assertTrue(second.errors().contains(taken), second.errors());
      assertFalse(second.errors().contains("Exception"), second.errors());
    } finally {
      second.close();
    }
  }

  private double drifted() {
    return agent.value("driftwatch_container_drifted{namespace=\"\",pod=\"\",container=\"" + NAME);
  }

  private double driftedSince() {
    return agent.value(
        "driftwatch_container_drifted_since_timestamp_seconds{namespace=\"\",pod=\"\",container=\""
            + NAME);
  }

  private List<String> seriesOf(String container) {
    return agent.series("driftwatch_").stream()
        .filter(series -> series.contains("container=\"" + container + "\""))
        .toList();
  }

  /** Waits until so many passes more have ended. */
  private void passes(int number) {
    double before = agent.value("driftwatch_scans_total");
    agent.await("passed", () -> agent.value("driftwatch_scans_total") >= before + number);
  }

  private List<String> paths(String event) {
    return lines(event).stream().map(line -> line.get("path").asText()).toList();
  }

  /** What is said about the container. */
  private List<JsonNode> lines(String event) {
    return agent.lines(event).stream()
        .filter(line -> line.path("container").asText().equals(NAME))
        .toList();
  }
}
