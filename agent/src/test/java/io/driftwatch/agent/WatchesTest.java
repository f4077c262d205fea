package io.driftwatch.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.container.Container;
import io.driftwatch.discover.HostIds;
import io.driftwatch.discover.Root;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.file.Reason;
import io.driftwatch.testing.Samples;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which container is which. */
final class WatchesTest {

  private static final Container CONTAINER = Samples.docker("c", "image:1");

  @Test
  void anotherUsersContainerOfTheSameIdIsNotTakenForOne() {
    Set<String> alone = keys(container(Optional.empty()));
    Set<String> amongUsers =
        keys(container(Optional.empty()), container(user(1000)), container(user(1001)));

    assertEquals(3, amongUsers.size());
    assertTrue(amongUsers.containsAll(alone));
    assertTrue(amongUsers.containsAll(keys(container(user(1001)))));
  }

  private static Set<String> keys(RunningContainer... containers) {
    return Watches.byKey(List.of(containers)).keySet();
  }

  private static Optional<HostIds> user(long id) {
    return Optional.of(new HostIds(List.of(new HostIds.IdRange(id, 1))));
  }

  private static RunningContainer container(Optional<HostIds> layerOwners) {
    Root root = new Root.Unknown(Reason.STATE_INVALID, layerOwners);
    return new RunningContainer(CONTAINER, null, root);
  }
}
