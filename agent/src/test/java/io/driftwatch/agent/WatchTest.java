package io.driftwatch.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import io.driftwatch.memory.StoredContainer;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which container is in the place of which. */
final class WatchTest {

  private static final Time TIME = Time.of(Clock.systemUTC());

  private static final Watch BEFORE = watch("containerd/", "a", "app", "uid-1");

  @Test
  void theNextOfTheSameNameInTheSamePodIs() {
    Watch next = watch("containerd/", "b", "app", "uid-1");
    Watch restored = Watch.of(StoredContainer.of(BEFORE.known(), true), TIME);

    assertEquals(true, BEFORE.isSucceededBy(next));
    assertEquals(true, restored.isSucceededBy(next));
  }

  @Test
  void oneOfAnotherNamePodOrUserIsNot() {
    assertEquals(false, BEFORE.isSucceededBy(watch("containerd/", "b", "other", "uid-1")));
    assertEquals(false, BEFORE.isSucceededBy(watch("containerd/", "b", "app", "uid-2")));
    assertEquals(false, BEFORE.isSucceededBy(watch("containerd/", "b", "app", null)));
    assertEquals(false, BEFORE.isSucceededBy(watch("containerd/1000/", "b", "app", "uid-1")));
    Watch alone = watch("docker/", "b", "app", null);
    assertEquals(false, alone.isSucceededBy(alone));
  }

  /** Two of one key are told apart by the numbers of their processes. */
  @Test
  void whereTwoHaveOneIdNeitherIs() {
    Watch next = watch("containerd/", "b", "app", "uid-1");
    Watch twice = new Watch("containerd/a/17", BEFORE.container(), TIME);

    assertEquals(false, twice.isSucceededBy(next));
    assertEquals(false, next.isSucceededBy(twice));
  }

  private static Watch watch(String owner, String id, String name, String podUid) {
    Optional<Pod> pod = Optional.ofNullable(podUid).map(uid -> new Pod("default", "p", uid));
    return new Watch(
        owner + id,
        new Container(
            id, name, ContainerRuntime.CONTAINERD, 1, Instant.EPOCH, pod, Image.UNKNOWN, false),
        TIME);
  }
}
