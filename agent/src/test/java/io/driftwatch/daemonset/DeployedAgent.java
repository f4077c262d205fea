package io.driftwatch.daemonset;

import io.driftwatch.testing.AgentImage;
import io.driftwatch.testing.KubernetesLab;
import io.driftwatch.testing.RealParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The agent on every node of a real cluster, which has one: the image is built, the kustomization
 * applied as it is but for the image's name, how often it looks and where its state is.
 */
final class DeployedAgent implements AutoCloseable {

  static final String NAMESPACE = "driftwatch";

  private static final Path MANIFESTS = Path.of("../daemonset").toAbsolutePath().normalize();

  /** The one path of the node that the agent writes to, unless told otherwise. */
  private static final Path STATE = Path.of("/var/lib/driftwatch");

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  final KubernetesLab lab;
  private final Path overlay;
  private final Path state;

  private DeployedAgent(KubernetesLab lab, Path overlay, Path state) {
    this.lab = lab;
    this.overlay = overlay;
    this.state = state;
  }

  /** Starts a cluster and deploys the agent to it; skips where that cannot be. */
  static DeployedAgent start() throws IOException {
    RealParts.need("the node to be without an agent", !Files.exists(STATE), "remove " + STATE);
    return start(() -> STATE);
  }

  /**
   * Starts a cluster and deploys the agent to it with a state directory of its own, so that another
   * class of tests may deploy an agent to this machine meanwhile.
   */
  static DeployedAgent startBeside() throws IOException {
    return start(() -> Files.createTempDirectory(Path.of("/var/tmp"), "dws"));
  }

  /** Makes a folder once it is certain that nothing is skipped. */
  private interface Folder {

    Path make() throws IOException;
  }

  private static DeployedAgent start(Folder state) throws IOException {
    RealParts.kustomize();
    Path image = AgentImage.archive(Path.of(System.getProperty("java.home")));
    KubernetesLab lab = KubernetesLab.startNode();
    DeployedAgent agent =
        new DeployedAgent(lab, Files.createTempDirectory("driftwatch"), state.make());
    try {
      lab.loadImage(image);
      agent.apply();
      agent.awaitRollout();
      return agent;
    } catch (IOException | RuntimeException | AssertionError e) {
      agent.close();
      throw e;
    }
  }

  /** As an administrator does: a kustomization of one's own on top. */
  void apply() throws IOException {
    int tag = AgentImage.NAME.indexOf(':');
    String text =
        """
        resources: [%s]
        images: [{name: driftwatch, newName: %s, newTag: "%s"}]
        patches:
          - target: {kind: DaemonSet}
            patch: |
              apiVersion: apps/v1
              kind: DaemonSet
              metadata: {name: driftwatch}
              spec: {template: {spec: {volumes: [{name: state, hostPath: {path: %s}}]}}}
        """
            .formatted(
                overlay.toRealPath().relativize(MANIFESTS.toRealPath()),
                AgentImage.NAME.substring(0, tag),
                AgentImage.NAME.substring(tag + 1),
                state);
    Files.writeString(overlay.resolve("kustomization.yaml"), text);
    lab.kubectl("apply", "-k", overlay.toString());
  }

  void awaitRollout() throws IOException {
    kubectl("rollout", "status", "daemonset/driftwatch", "--timeout=120s");
  }

  /** Deletes everything that was applied. */
  void delete() throws IOException {
    lab.kubectl("delete", "-k", overlay.toString(), "--wait=true", "--timeout=60s");
  }

  /** What kubectl prints, in the agent's namespace. */
  String kubectl(String... arguments) throws IOException {
    return lab.kubectl(
        Stream.concat(Stream.of("--namespace", NAMESPACE), Stream.of(arguments))
            .toArray(String[]::new));
  }

  /** The name of the agent's pod. */
  String pod() throws IOException {
    return kubectl("get", "pods", "-l", "app.kubernetes.io/name=driftwatch", "-o", "name")
        .strip()
        .replace("pod/", "");
  }

  /** A scrape, by way of the API server. */
  List<String> metrics() throws IOException {
    return lab.kubectl(
            "get",
            "--raw",
            "/api/v1/namespaces/%s/pods/%s:10055/proxy/metrics".formatted(NAMESPACE, pod()))
        .lines()
        .toList();
  }

  /** Whether a scrape has a series that begins and ends so. */
  boolean serves(String beginning, String value) {
    try {
      return metrics().stream()
          .anyMatch(line -> line.startsWith(beginning) && line.endsWith(" " + value));
    } catch (IOException e) {
      return false; // between two pods, as after an upgrade
    }
  }

  /** Waits until something is so. */
  void await(String what, BooleanSupplier condition) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(
            "not %s; %s\n%s"
                .formatted(
                    what,
                    kubectl("get", "pods", "-o", "wide"),
                    kubectl("logs", "daemonset/driftwatch", "--tail=50")));
      }
      try {
        Thread.sleep(500);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    lab.close();
    deleteAll(overlay);
    deleteAll(state);
  }

  private static void deleteAll(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
