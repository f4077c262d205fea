package io.driftwatch.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftwatch.container.Container;
import io.driftwatch.container.Pod;
import io.driftwatch.container.Workload;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.KubernetesLab;
import io.driftwatch.testing.RealParts;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pods that a kubelet runs are known by what containerd has of them. */
@Tag("runtime")
final class RealNodeIT {

  private static final String STATIC_POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: static, namespace: default}
      spec:
        containers:
          - {name: c, image: "localhost/driftwatch/busybox:1", imagePullPolicy: Never,
             command: [sleep, "100000"]}
      """;

  @Test
  void whatContainerdHasIsFoundInTheApi() throws Exception {
    RealParts.command("kubectl");
    try (KubernetesLab lab = KubernetesLab.startNode()) {
      Files.writeString(lab.folder().resolve("static-pods/static.yaml"), STATIC_POD);
      JsonNode pod = lab.runPod("default", "victim", "echo x >/evil; sleep 100000");
      JsonNode mirror = lab.awaitRunning("default", "static-node-1");
      try (TestAgent agent = new TestAgent(ClusterAccess.kubeconfig(lab.kubeconfig()), "node-1")) {
        Container victim = asContainerdHasIt(lab, pod);
        RealApi.await(() -> Optional.of(victim).filter(agent.cluster::lists));
        assertEquals(Optional.empty(), agent.cluster.enrich(victim).pod().orElseThrow().workload());
        assertEquals(
            imageId(pod), agent.cluster.enrich(victim).image().id(), "a configuration's digest");

        Container fixed = asContainerdHasIt(lab, mirror);
        RealApi.await(() -> Optional.of(fixed).filter(agent.cluster::lists));
        assertEquals(
            Optional.of(new Workload("staticpod", "static-node-1")),
            agent.cluster.enrich(fixed).pod().orElseThrow().workload());
        agent.drifted(fixed, Drifts.critical("/evil"));
        agent.awaitSent(1);
        String described = lab.kubectl("describe", "pod", "static-node-1");
        assertTrue(described.contains("1 critical in container c: added /evil"), described);
      }
    }
  }

  private static String imageId(JsonNode pod) {
    return pod.path("status").path("containerStatuses").path(0).path("imageID").asText();
  }

  /** A container with the names that are in containerd's labels, not in the API. */
  private static Container asContainerdHasIt(KubernetesLab lab, JsonNode pod) throws IOException {
    String id = pod.path("status").path("containerStatuses").path(0).path("containerID").asText();
    String bare = id.replace("containerd://", "");
    String socket = lab.folder().resolve("containerd/sock").toString();
    JsonNode labels =
        new ObjectMapper()
            .readTree(Commands.run("ctr", "-a", socket, "-n", "k8s.io", "c", "info", bare))
            .path("Labels");
    return Drifts.container(
        bare,
        labels.path("io.kubernetes.container.name").asText(),
        new Pod(
            labels.path("io.kubernetes.pod.namespace").asText(),
            labels.path("io.kubernetes.pod.name").asText(),
            labels.path("io.kubernetes.pod.uid").asText()));
  }
}
