package io.driftwatch.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.container.Container;
import io.driftwatch.container.Image;
import io.driftwatch.container.Workload;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Reads pods that a real API server had. */
final class PodIndexTest {

  private static final String STATIC_HASH = "784eb0dfec8eb2c46efe258e03d0f9ab";

  private final PodIndex pods = new PodIndex();

  @Test
  void aDeploymentsPodIsKnownByUidAndName() throws IOException {
    Pod pod = put("pod-deployment.json");
    String uid = pod.getMetadata().getUid();
    String name = pod.getMetadata().getName();

    KnownPod known = pods.find(container(id(pod), "c", name, uid)).orElseThrow();
    assertEquals(Optional.of(new Workload("deployment", "web")), known.workload());
    assertEquals("web", known.labels().get("app"));
    assertEquals(Optional.empty(), pods.find(container(id(pod), "c", name, "another")));
    assertEquals(Optional.empty(), pods.find(container(id(pod), "c", name, null)));
    assertEquals(Optional.empty(), pods.find(container(id(pod), "c", "another", uid)));
  }

  @Test
  void aStaticPodIsKnownByTheHashThatTheRuntimeHas() throws IOException {
    Pod pod = put("pod-static.json");
    Container container = container(id(pod), "c", "static-node-1", STATIC_HASH);

    KnownPod known = pods.find(container).orElseThrow();
    assertEquals(Optional.of(new Workload("staticpod", "static-node-1")), known.workload());
    assertEquals(Map.of(), known.annotations(), "none of them is ours");
    assertEquals(
        Optional.of(
            new Regarding(
                "default", "static-node-1", STATIC_HASH, Optional.of("spec.containers{c}"))),
        pods.regarding(container));
  }

  @Test
  void onlyAListedContainerOrASandboxIsRegarded() throws IOException {
    Pod pod = put("pod-static.json");
    assertEquals(
        Optional.empty(),
        pods.regarding(container("f".repeat(64), "c", "static-node-1", STATIC_HASH)));
    assertEquals(
        Optional.of(new Regarding("default", "static-node-1", STATIC_HASH, Optional.empty())),
        pods.regarding(
            container("f".repeat(64), Container.SANDBOX_NAME, "static-node-1", STATIC_HASH)));
    pods.remove(pods.getKey(pod));
    assertEquals(
        Optional.empty(),
        pods.regarding(
            container("f".repeat(64), Container.SANDBOX_NAME, "static-node-1", STATIC_HASH)));
  }

  @Test
  void initAndEphemeralContainersAreListedToo() throws IOException {
    Pod pod = read("pod-deployment.json");
    ContainerStatus status = pod.getStatus().getContainerStatuses().get(0);
    pod.getStatus().setInitContainerStatuses(java.util.List.of(like(status, "docker://init")));
    pod.getStatus().setEphemeralContainerStatuses(java.util.List.of(like(status, "cri-o://debug")));

    KnownPod known = PodReader.read(pod);
    assertEquals("spec.initContainers{c}", known.containers().get("init").field());
    assertEquals("spec.ephemeralContainers{c}", known.containers().get("debug").field());
  }

  @Test
  void hostileAmountsOfTextAreNotKept() throws IOException {
    Pod pod = read("pod-deployment.json");
    Map<String, String> annotations = new java.util.HashMap<>();
    for (int i = 0; i < 100; i++) {
      annotations.put("driftwatch.io/a" + i, "x".repeat(2_500));
    }
    pod.getMetadata().setAnnotations(annotations);

    Map<String, String> kept = PodReader.read(pod).annotations();
    int size =
        kept.entrySet().stream().mapToInt(e -> e.getKey().length() + e.getValue().length()).sum();
    assertTrue(size > 16_000 && size <= 32 << 10, () -> "kept " + size);
  }

  @Test
  void theInformerGetsBackWhoItWas() throws IOException {
    Pod pod = put("pod-deployment.json");
    Pod stub = pods.get(pods.getKey(pod));
    assertEquals(pod.getMetadata().getUid(), stub.getMetadata().getUid());
    assertEquals(pod.getMetadata().getResourceVersion(), stub.getMetadata().getResourceVersion());
    assertEquals(pods.getKey(pod), pods.getKey(stub));
    assertEquals(1, pods.size());
  }

  @Test
  void anImageIdIsAConfigurationsOrAManifestsDigest() {
    String hex = "ab".repeat(32);
    String digest = "sha256:" + hex;
    Image unknown = new Image("r", null, null);
    assertEquals(
        new Image("r", null, digest), KubeletImageId.complete(unknown, "x.io/a@" + digest));
    assertEquals(
        new Image("r", null, digest),
        KubeletImageId.complete(unknown, "docker-pullable://a@" + digest));
    assertEquals(new Image("r", digest, null), KubeletImageId.complete(unknown, digest));
    assertEquals(
        new Image("r", digest, null), KubeletImageId.complete(unknown, "docker://" + digest));
    assertEquals(new Image("r", digest, null), KubeletImageId.complete(unknown, hex));
    assertEquals(unknown, KubeletImageId.complete(unknown, "x.io/a:latest"));
    assertEquals(unknown, KubeletImageId.complete(unknown, ""));
    Image known = new Image("r", "sha256:1", "sha256:2");
    assertEquals(known, KubeletImageId.complete(known, "x.io/a@" + digest));
    assertEquals(known, KubeletImageId.complete(known, digest));
  }

  private static ContainerStatus like(ContainerStatus status, String id) {
    return status.edit().withContainerID(id).build();
  }

  private static Container container(String id, String name, String pod, String uid) {
    return Drifts.container(id, name, new io.driftwatch.container.Pod("default", pod, uid));
  }

  private static String id(Pod pod) {
    return PodReader.withoutScheme(pod.getStatus().getContainerStatuses().get(0).getContainerID());
  }

  private Pod put(String fixture) throws IOException {
    Pod pod = read(fixture);
    pods.put(pods.getKey(pod), pod);
    return pod;
  }

  private static Pod read(String fixture) throws IOException {
    try (InputStream in = PodIndexTest.class.getResourceAsStream("/kubernetes/" + fixture)) {
      return Serialization.unmarshal(in, Pod.class);
    }
  }
}
