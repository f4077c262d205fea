package io.driftwatch.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.container.ContainerSpec;
import io.driftwatch.container.ContainerSpec.Resources;
import io.driftwatch.container.Exec;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Reads specifications of containers. */
final class SpecReaderTest {

  @Test
  void everyFieldThatHasACommandRunIsRead() {
    ContainerSpec spec =
        read(
            """
              - name: c
                image: i:1
                command: [sh, -c]
                args: [nginx]
                lifecycle: {postStart: {exec: {command: [rm, /a]}}}
                startupProbe:
                  exec: {command: [rm, /b]}
                  initialDelaySeconds: 1
                  periodSeconds: 2
                  failureThreshold: 4
                  timeoutSeconds: 3
                livenessProbe: {exec: {command: [rm, /c]}}
                readinessProbe: {httpGet: {port: 80}}
            """);

    assertEquals(
        List.of(
            exec("lifecycle.postStart.exec.command", 60, "rm", "/a"),
            probe("startupProbe.exec.command", 1, 1 + 2 * 4 + 3 + 30, 3, "rm", "/b"),
            probe("livenessProbe.exec.command", 1, 12 + 10 * 3 + 1 + 30, 1, "rm", "/c"),
            exec("command", 60, "sh", "-c", "nginx")),
        spec.commands());
  }

  @Test
  void argumentsAloneAreNoCommand() {
    assertEquals(
        List.of(exec("args", 60, "rm", "/a")), read("  - {name: c, args: [rm, /a]}").commands());
    assertEquals(List.of(), read("  - {name: c}").commands());
  }

  @Test
  void numbersThatOverflowAreFarAway() {
    ContainerSpec spec =
        read(
            """
              - name: c
                startupProbe: {periodSeconds: 2147483647, failureThreshold: 2147483647}
                livenessProbe:
                  exec: {command: [rm, /c]}
                  periodSeconds: 2147483647
                  failureThreshold: 2147483647
                  initialDelaySeconds: -5
            """);

    assertTrue(spec.commands().get(0).due().toDays() > 10_000);
  }

  @Test
  void theContainersWordGoesBeforeThePods() {
    ContainerSpec spec =
        read(
            """
              - name: c
                image: i:1
                imagePullPolicy: Never
                resources:
                  requests: {cpu: 100m, ephemeral-storage: 1Gi}
                  limits: {cpu: "1", memory: 64Mi, nvidia.com/gpu: 1}
                securityContext: {runAsUser: 7, privileged: false}
                volumeMounts:
                  - {name: tmp, mountPath: /tmp}
                  - {name: conf, mountPath: /conf, readOnly: true}
              securityContext: {runAsUser: 5, runAsNonRoot: true}
              initContainers: [{name: first}]
              volumes: [{name: tmp, emptyDir: {}}, {name: conf, configMap: {name: x}}]
            """);

    assertEquals("i:1", spec.image());
    assertEquals("Never", spec.imagePullPolicy());
    assertEquals(Optional.of(false), spec.privileged());
    assertEquals(Optional.empty(), spec.mayGainPrivileges());
    assertEquals(Optional.of(7L), spec.runAsUser());
    assertEquals(Optional.of(true), spec.runAsNonRoot());
    assertEquals(
        new Resources(
            Map.of("cpu", "100m", "ephemeral-storage", "1Gi"),
            Map.of("cpu", "1", "memory", "64Mi")),
        spec.resources());
    assertEquals(List.of("/tmp", "/conf"), spec.mountPaths());
    assertEquals(Set.of("tmp", "conf"), spec.volumeNames());
    assertEquals(Set.of("first"), spec.initContainerNames());
  }

  @Test
  void aContainerThatSaysTooMuchSaysNothing() {
    String longest = "x".repeat(20_000);
    Pod pod =
        pod(
            "  - {name: a, command: [rm, /"
                + longest
                + "]}\n"
                + "  - {name: c, command: [rm, /"
                + longest
                + "]}\n",
            "a",
            "c");

    KnownPod known = PodReader.read(pod);
    assertTrue(known.containers().get("id-a").spec().isPresent());
    assertEquals(Optional.empty(), known.containers().get("id-c").spec());
    assertEquals("spec.containers{c}", known.containers().get("id-c").field());
  }

  @Test
  void aStatusOfNoContainerOfTheSpecificationHasNone() {
    KnownPod known = PodReader.read(pod("  - {name: c}", "other"));

    assertEquals(Optional.empty(), known.containers().get("id-other").spec());
  }

  private static Exec exec(String field, int due, String... argv) {
    return Exec.atStart(field, List.of(argv), Duration.ofSeconds(due));
  }

  private static Exec probe(String field, int from, int due, int limit, String... argv) {
    return new Exec(
        field,
        List.of(argv),
        Duration.ofSeconds(from),
        Duration.ofSeconds(due),
        Duration.ofSeconds(limit));
  }

  private static ContainerSpec read(String containers) {
    return PodReader.read(pod(containers, "c")).containers().get("id-c").spec().orElseThrow();
  }

  private static Pod pod(String containers, String... statuses) {
    StringBuilder yaml =
        new StringBuilder("metadata: {name: p, namespace: n, uid: u}\nspec:\n  containers:\n");
    yaml.append(containers).append("\nstatus:\n  containerStatuses:\n");
    for (String name : statuses) {
      yaml.append("  - {name: %s, containerID: 'x://id-%s'}\n".formatted(name, name));
    }
    return Serialization.unmarshal("apiVersion: v1\nkind: Pod\n" + yaml, Pod.class);
  }
}
