package io.driftwatch.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.container.Workload;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WorkloadsTest {

  @Test
  void aReplicaSetWithATemplateHashIsItsDeployment() {
    assertEquals(
        Optional.of(new Workload("deployment", "web")),
        of(Map.of("pod-template-hash", "6cc7d9"), owner("ReplicaSet", "web-6cc7d9", true)));
  }

  @Test
  void aReplicaSetOfItsOwnIsOne() {
    assertEquals(
        Optional.of(new Workload("replicaset", "web-6cc7d9")),
        of(Map.of(), owner("ReplicaSet", "web-6cc7d9", true)));
    assertEquals(
        Optional.of(new Workload("replicaset", "web")),
        of(Map.of("pod-template-hash", "6cc7d9"), owner("ReplicaSet", "web", true)));
  }

  @Test
  void othersAreWhatTheirOwnerIs() {
    assertEquals(
        Optional.of(new Workload("daemonset", "agent")),
        of(Map.of(), owner("Pet", "cat", false), owner("DaemonSet", "agent", true)));
    assertEquals(
        Optional.of(new Workload("job", "backup-28000")),
        of(Map.of(), owner("Job", "backup-28000", true)));
  }

  @Test
  void aStaticPodIsOne() {
    assertEquals(
        Optional.of(new Workload("staticpod", "pod")), of(Map.of(), owner("Node", "n1", true)));
  }

  @Test
  void whatNothingControlsHasNone() {
    assertEquals(Optional.empty(), Workloads.of("pod", Map.of(), null));
    assertEquals(Optional.empty(), of(Map.of(), owner("DaemonSet", "agent", null)));
  }

  private static Optional<Workload> of(Map<String, String> labels, OwnerReference... owners) {
    return Workloads.of("pod", labels, List.of(owners));
  }

  private static OwnerReference owner(String kind, String name, Boolean controller) {
    return new OwnerReferenceBuilder()
        .withKind(kind)
        .withName(name)
        .withController(controller)
        .build();
  }
}
