package io.driftwatch.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A pod {@code agent} that is to kubectl what a pod of the DaemonSet is: the same paths, labels and
 * rights. Java and the program are the machine's; the agent itself does not run in it.
 */
public final class AgentPod {

  private static final String MANIFEST =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: agent
        namespace: driftwatch
        labels: {app.kubernetes.io/name: driftwatch}
      spec:
        terminationGracePeriodSeconds: 1
        containers:
          - name: agent
            image: localhost/driftwatch/busybox:1
            imagePullPolicy: Never
            command: [sleep, "100000"]
            env:
              - {name: PATH, value: "%s/bin:/bin"}
              - {name: JDK_JAVA_OPTIONS, value: -Xmx128m}
              - {name: DRIFTWATCH_SCAN_LOCK, value: /tmp/scan.lock}
              - {name: NODE_NAME, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
            securityContext: {capabilities: {add: [SYS_ADMIN, SYS_PTRACE, DAC_READ_SEARCH, FOWNER]}}
            volumeMounts: [%s, {name: tmp, mountPath: /tmp}]
        volumes:
          - {name: root, hostPath: {path: /}}
          - {name: tmp, emptyDir: {}}
      """;

  private static final String MOUNT =
      "{name: root, readOnly: true, subPath: \"%s\", mountPath: \"%s\"}";

  private static final String STALLED_SCAN =
      """
      mkfifo /tmp/stalled
      java -jar /opt/driftwatch/driftwatch.jar scan --host-root /host --pod "$0" -o json >/tmp/stalled &
      exec 3</tmp/stalled
      head -c 1 <&3 >/dev/null
      echo stalled
      wait
      rm /tmp/stalled
      """;

  private AgentPod() {}

  /** Starts it, in a namespace {@code driftwatch} that it makes, and waits until it runs. */
  public static void start(KubernetesLab lab) throws IOException {
    lab.createSettledNamespace("driftwatch");
    Path java = Path.of(System.getProperty("java.home")).toRealPath();
    Path file = Files.createTempFile("driftwatch", ".yaml");
    try {
      Files.writeString(file, MANIFEST.formatted(java, mounts(java)));
      lab.kubectl("apply", "-f", file.toString());
    } finally {
      Files.delete(file);
    }
    lab.awaitRunning("driftwatch", "agent");
  }

  private static String mounts(Path java) throws IOException {
    // Debian has Java's settings below /etc.
    Path settings = java.resolve("conf/logging.properties").toRealPath().getParent();
    List<String> mounts = new ArrayList<>();
    mounts.add(mount(Path.of("/"), "/host"));
    for (String name : List.of("/usr", "/lib", "/lib64")) {
      mounts.add(mount(Path.of(name).toRealPath(), name));
    }
    mounts.add(mount(java, java.toString()));
    mounts.add(mount(settings, settings.toString()));
    mounts.add(mount(Program.jar().getParent().toRealPath(), "/opt/driftwatch"));
    mounts.add(mount(Path.of("../daemonset").toRealPath(), "/etc/driftwatch"));
    return mounts.stream().distinct().collect(Collectors.joining(", "));
  }

  private static String mount(Path from, String to) {
    return MOUNT.formatted(Path.of("/").relativize(from), to);
  }

  /**
   * Starts a scan in it whose output nobody reads, and waits until that holds it up.
   *
   * @param pod with more findings than a pipe holds
   */
  public static Process stalledScan(KubernetesLab lab, String pod) throws IOException {
    Process scan = exec(lab, STALLED_SCAN, pod);
    assertEquals("stalled\n", new String(scan.getInputStream().readNBytes(8), US_ASCII));
    return scan;
  }

  /** Kills what runs in it. */
  public static void killScan(KubernetesLab lab) throws IOException {
    lab.kubectl("exec", "-n", "driftwatch", "agent", "--", "killall", "-9", "java");
  }

  /** Kills the next Java that starts in it. */
  public static Process killNextScan(KubernetesLab lab) throws IOException {
    return exec(lab, "until killall -9 java 2>/dev/null; do sleep 0.1; done");
  }

  private static Process exec(KubernetesLab lab, String script, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(List.of("kubectl", "--kubeconfig", "" + lab.kubeconfig()));
    command.addAll(List.of("exec", "-n", "driftwatch", "agent", "--", "sh", "-c", script));
    command.addAll(List.of(arguments));
    return Commands.start(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD));
  }
}
