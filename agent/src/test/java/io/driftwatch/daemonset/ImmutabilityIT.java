package io.driftwatch.daemonset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.driftwatch.testing.Commands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pods that are immutable, or could be: what the agent says of them, and what comes of its advice.
 */
@Tag("runtime")
@Timeout(600)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ImmutabilityIT {

  private static final Path PODS = Path.of("../src-test-fixtures/pods/immutable").toAbsolutePath();
  private static final Path PLUGIN = Path.of("../daemonset").toAbsolutePath().normalize();
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String GET_PAGE =
      "exec 3<>/dev/tcp/127.0.0.1/80; printf 'GET /index.html HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3";

  private static DeployedAgent agent;

  @BeforeAll
  static void deploy() throws IOException {
    agent = DeployedAgent.startBeside();
    String configuration = "{\"data\": {\"config.yaml\": \"scanInterval: 3s\\n\"}}";
    agent.kubectl("patch", "configmap", "driftwatch", "--type=merge", "-p", configuration);
    agent.lab.kubectl("apply", "-f", PODS.toString());
    for (String workload : List.of("web", "seeded", "non-root", "not-ready")) {
      awaitRollout(workload);
    }
    agent.await("quick", () -> agent.serves("driftwatch_scan_interval_seconds", "3.0"));
  }

  @AfterAll
  static void remove() throws IOException {
    if (agent != null) {
      agent.close();
    }
  }

  @Test
  @Order(1)
  void declaredDriftIsNoAlarm() throws IOException {
    agent.lab.awaitRunning("default", "probe-rm-bash");
    agent.await("declared", () -> declared("probe-rm-bash", "httpd", "deleted", "critical"));
    agent.lab.awaitRunning("default", "probe-chmod");
    agent.await("declared", () -> declared("probe-chmod", "app", "metadata", "warning"));

    assertTrue(agent.serves(drifted("probe-chmod", "app"), "0.0"));
    assertTrue(agent.serves(ineffective("probe-rm-bash", "httpd"), "0.0"));
    assertEquals(List.of(), events("probe-chmod", "ContainerDrifted"));
    assertEquals(List.of(), events("probe-rm-bash", "ContainerDrifted"));
  }

  @Test
  @Order(1)
  void theSameByHandIs() throws IOException {
    agent.lab.awaitRunning("default", "by-hand");
    agent.await("looked at", () -> agent.serves(drifted("by-hand", "app"), "0.0"));
    agent.lab.kubectl("exec", "by-hand", "--", "rm", "/bin/bash", "/bin/touch");
    agent.lab.kubectl("exec", "by-hand", "--", "chmod", "-R", "a-w", "/opt");

    agent.await("drifted", () -> agent.serves(drifted("by-hand", "app"), "1.0"));
    agent.await("told", () -> !events("by-hand", "ContainerDrifted").isEmpty());
    String note = events("by-hand", "ContainerDrifted").get(0).path("note").asText();
    assertTrue(note.contains("/usr/bin/bash"), note);
  }

  @Test
  @Order(1)
  void aProgramThatACommandDownloadsIsUnexpected() throws IOException {
    agent.await("drifted", () -> agent.serves(drifted("download", "app"), "1.0"));
    agent.await("told", () -> !events("download", "ContainerDrifted").isEmpty());
    String note = events("download", "ContainerDrifted").get(0).path("note").asText();
    assertTrue(note.contains("/bin/x"), note);
  }

  @Test
  @Order(1)
  void whatAProbeCouldNotDoIsTold() throws IOException {
    agent.await("told", () -> agent.serves(ineffective("probe-in-vain", "app"), "1.0"));
    agent.await("by an Event", () -> !events("probe-in-vain", "DeclaredIneffective").isEmpty());
    String note = events("probe-in-vain", "DeclaredIneffective").get(0).path("note").asText();
    assertTrue(note.contains("startupProbe") && note.contains("/usr/bin/bash"), note);

    agent.await("told", () -> agent.serves(ineffective("probe-miswritten", "app"), "1.0"));
    agent.await("by an Event", () -> !events("probe-miswritten", "DeclaredIneffective").isEmpty());
    assertTrue(agent.lab.kubectl("describe", "pod", "probe-miswritten").contains("readinessProbe"));
  }

  @Test
  @Order(1)
  void ofTwoContainersOneIsEnforced() throws IOException {
    agent.lab.awaitRunning("default", "immutable");
    agent.lab.kubectl("exec", "immutable", "c1", "--", "touch", "/tmp/test");
    Commands.Result refused =
        Commands.attempt(
            kubectl("exec", "immutable", "--container=c2", "--", "touch", "/tmp/test"));
    assertTrue(refused.errors().contains("Read-only file system"), refused.errors());

    agent.await("a finding", () -> found("immutable", "c1", "added", "info", "unexpected"));
    agent.await("enforced", () -> stands("immutable", "c2", "enforced"));
    agent.await("with a mount", () -> stands("immutable", "c1", "ready-with-mounts"));
    assertTrue(agent.serves(drifted("immutable", "c2"), "0.0"));
    assertTrue(board("pod/immutable").contains("/tmp"), board("pod/immutable"));
  }

  @Test
  @Order(2)
  void aProgramInAVolumeIsFound() throws IOException {
    agent.lab.kubectl("exec", "immutable", "-c", "c2", "--", "cp", "/bin/busybox", "/memory/x");
    agent.lab.kubectl(
        "exec", "immutable", "-c", "c2", "--", "sh", "-c", "echo '#!/bin/sh' >/scratch/y");

    agent.await("drifted", () -> agent.serves(drifted("immutable", "c2"), "1.0"));
    agent.await("told", () -> !events("immutable", "ContainerDrifted").isEmpty());
    assertEquals(
        List.of("executable-in-volume /memory/x", "executable-in-volume /scratch/y"),
        rulesAndPaths("immutable", "c2"));
  }

  /** As of a service mesh: no page, and no reason to call the root anything but read-only. */
  @Test
  @Order(2)
  void whatAnInitContainerPutIntoAVolumeIsAWarning() throws IOException {
    agent.lab.awaitRunning("default", "volume-executable");
    agent.await("looked at", () -> stands("volume-executable", "closed", "enforced"));

    String rule = "executable-in-volume-before-start ";
    assertEquals(
        List.of(rule + "/work/busybox", rule + "/work/part/busybox"),
        rulesAndPaths("volume-executable", "closed"));
    assertEquals(List.of(rule + "/part/busybox"), rulesAndPaths("volume-executable", "sibling"));
  }

  @Test
  @Order(3)
  void withoutAPlaceForItsPidFileTheServerEnds() throws IOException {
    agent.await("crashed", () -> log("web-read-only").contains("httpd.pid"));
    String log = log("web-read-only");
    assertTrue(log.contains("Read-only file system"), log);
  }

  @Test
  @Order(3)
  void theServerNeedsOneMountAndIsImmutableWithIt(@TempDir Path folder) throws IOException {
    agent.await("advised", () -> stands(pod("web"), "httpd", "ready-with-mounts"));
    JsonNode patch = patched("web", folder);
    JsonNode container = patch.at("/spec/template/spec/containers/0");
    assertTrue(container.at("/securityContext/readOnlyRootFilesystem").asBoolean(), "" + patch);
    assertEquals(1, container.path("volumeMounts").size(), "" + patch);
    assertEquals(
        "/usr/local/apache2/logs", container.at("/volumeMounts/0/mountPath").asText(), "" + patch);
    assertEquals(1, patch.at("/spec/template/spec/volumes").size(), "" + patch);

    String pod = pod("web");
    assertTrue(agent.lab.kubectl("exec", pod, "--", "bash", "-c", GET_PAGE).contains("It works!"));
    JsonNode mounts =
        agent
            .lab
            .get("/api/v1/namespaces/default/pods/" + pod)
            .at("/spec/containers/0/volumeMounts");
    List<String> paths = new ArrayList<>();
    mounts.forEach(mount -> paths.add(mount.path("mountPath").asText()));
    assertTrue(paths.contains("/usr/local/apache2/cache"), "kept: " + paths);
    agent.await("enforced", () -> stands(pod("web"), "httpd", "enforced"));
    assertTrue(board("pod/" + pod).contains("enforced"), board("pod/" + pod));
  }

  @Test
  @Order(3)
  void whatLiesBesideTheImagesFilesIsSeeded(@TempDir Path folder) throws IOException {
    agent.await("advised", () -> stands(pod("seeded"), "app", "ready-with-mounts"));
    JsonNode patch = patched("seeded", folder);
    assertEquals(2, patch.at("/spec/template/spec/initContainers").size(), "" + patch);

    String pod = pod("seeded");
    assertEquals(
        "3\n4\nnew\n",
        agent.lab.kubectl(
            "exec", pod, "--", "sh", "-c", "cat /opt/app/a/b/three /opt/app/a/b/four"));
    assertEquals(
        "2775 0:8\n", agent.lab.kubectl("exec", pod, "--", "stat", "-c", "%a %u:%g", "/var/mail"));
    assertEquals(
        "Guaranteed",
        agent.lab.kubectl("get", "pod", pod, "-o", "jsonpath={.status.qosClass}").strip());
    agent.await("enforced", () -> stands(pod("seeded"), "app", "enforced"));
  }

  @Test
  @Order(3)
  void anOrdinaryUserCanWriteTheMount(@TempDir Path folder) throws IOException {
    agent.await("advised", () -> stands(pod("non-root"), "app", "ready-with-mounts"));
    patched("non-root", folder);

    String pod = pod("non-root");
    assertEquals("1\n", agent.lab.kubectl("exec", pod, "--", "cat", "/tmp/work/state"));
    agent.await("enforced", () -> stands(pod("non-root"), "app", "enforced"));
  }

  @Test
  @Order(3)
  void whatNoMountCanMakeUpForIsNotReady() throws IOException {
    agent.await("advised", () -> stands(pod("not-ready"), "app", "not-ready"));
    assertTrue(board("pod/" + pod("not-ready")).contains("/etc/passwd"));
    Commands.Result patch = advise("pod/" + pod("not-ready"), "-o", "patch");
    assertFalse(patch.output().contains("readOnlyRootFilesystem: true"), patch.output());
  }

  /** Patches a Deployment as the advice for its pod says; the patch. */
  private static JsonNode patched(String deployment, Path folder) throws IOException {
    Commands.Result advice = advise("pod/" + pod(deployment), "-o", "patch");
    assertEquals("0 ", advice.status() + " " + advice.errors());
    Path file = folder.resolve("patch.yaml");
    Files.writeString(file, advice.output());
    String before = pod(deployment);
    agent.lab.kubectl("patch", "deployment", deployment, "--patch-file", file.toString());
    awaitRollout(deployment);
    agent.await("replaced", () -> !pod(deployment).equals(before));
    return YAML.readTree(advice.output());
  }

  private static String board(String target) throws IOException {
    Commands.Result board = advise(target);
    assertEquals("0 ", board.status() + " " + board.errors());
    return board.output();
  }

  private static Commands.Result advise(String target, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("driftwatch", "advise", target));
    arguments.addAll(List.of(options));
    ProcessBuilder builder = kubectl(arguments.toArray(String[]::new));
    builder.environment().merge("PATH", PLUGIN.toString(), (path, own) -> own + ":" + path);
    return Commands.attempt(builder);
  }

  private static ProcessBuilder kubectl(String... arguments) {
    ProcessBuilder builder = new ProcessBuilder("kubectl");
    builder.command().addAll(List.of(arguments));
    builder.environment().put("KUBECONFIG", agent.lab.kubeconfig().toString());
    return builder;
  }

  private static List<String> rulesAndPaths(String pod, String container) throws IOException {
    JsonNode findings = scanned(pod, container).path("findings");
    return StreamSupport.stream(findings.spliterator(), false)
        .map(finding -> finding.path("rule").asText() + " " + finding.path("path").asText())
        .toList();
  }

  /** What a scan on demand says of a container. */
  private static JsonNode scanned(String pod, String container) throws IOException {
    ProcessBuilder builder = kubectl("driftwatch", "scan", "pod/" + pod, "-o", "json");
    builder.environment().merge("PATH", PLUGIN.toString(), (path, own) -> own + ":" + path);
    for (JsonNode one : YAML.readTree(Commands.attempt(builder).output()).path("containers")) {
      if (one.path("name").asText().equals(container)) {
        return one;
      }
    }
    throw new AssertionError("no " + container);
  }

  private static void awaitRollout(String deployment) throws IOException {
    agent.lab.kubectl("rollout", "status", "deployment/" + deployment, "--timeout=120s");
  }

  /** A pod of a Deployment that is not about to end. */
  private static String pod(String deployment) {
    try {
      for (JsonNode pod : agent.lab.get("/api/v1/namespaces/default/pods").path("items")) {
        JsonNode meta = pod.path("metadata");
        if (meta.at("/labels/app").asText().equals(deployment)
            && meta.path("deletionTimestamp").isMissingNode()) {
          return meta.path("name").asText();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("no pod of " + deployment);
  }

  private static String log(String pod) {
    try {
      return agent.lab.kubectl("logs", pod);
    } catch (IOException e) {
      return ""; // not yet
    }
  }

  private static List<JsonNode> events(String pod, String reason) {
    try {
      return agent.lab.events("default").stream()
          .filter(event -> event.path("regarding").path("name").asText().equals(pod))
          .filter(event -> event.path("reason").asText().equals(reason))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean declared(String pod, String container, String change, String severity) {
    return found(pod, container, change, severity, "declared");
  }

  private static boolean found(
      String pod, String container, String change, String severity, String disposition) {
    String labels =
        "change=\"%s\",severity=\"%s\",disposition=\"%s\"".formatted(change, severity, disposition);
    String beginning =
        "driftwatch_findings{namespace=\"default\",pod=\"%s\",container=\"%s\","
            .formatted(pod, container);
    return matches(beginning, labels);
  }

  private static boolean matches(String beginning, String labels) {
    try {
      return agent.metrics().stream()
          .anyMatch(line -> line.startsWith(beginning) && line.contains(labels));
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean stands(String pod, String container, String verdict) {
    return agent.serves(
        "driftwatch_container_immutability{namespace=\"default\",pod=\"%s\",container=\"%s\",verdict=\"%s\","
            .formatted(pod, container, verdict),
        "1.0");
  }

  private static String drifted(String pod, String container) {
    return "driftwatch_container_drifted{namespace=\"default\",pod=\"%s\",container=\"%s\","
        .formatted(pod, container);
  }

  private static String ineffective(String pod, String container) {
    return "driftwatch_declared_ineffective{namespace=\"default\",pod=\"%s\",container=\"%s\","
        .formatted(pod, container);
  }
}
