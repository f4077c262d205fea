package io.driftwatch.cli;

import io.driftwatch.container.Container;
import io.driftwatch.memory.RememberedWrites;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.NodeReport;
import io.driftwatch.report.WriteProfile;
import io.driftwatch.report.WriteProfileKey;
import io.driftwatch.report.Writes;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Where containers wrote: what the agent remembers, and what was seen now. */
final class WriteProfiles {

  private final RememberedWrites memory;
  private final Map<WriteProfileKey, WriteProfile> profiles = new HashMap<>();
  private final Set<WriteProfileKey> remembered = new HashSet<>();

  /**
   * Profiles of the containers of a scan.
   *
   * @param memory the agent's
   */
  WriteProfiles(RememberedWrites memory, NodeReport report) {
    this.memory = memory;
    for (ContainerReport container : report.containers()) {
      take(container, report);
    }
  }

  private void take(ContainerReport container, NodeReport report) {
    WriteProfileKey key = WriteProfileKey.of(container.container());
    if (!profiles.containsKey(key)) {
      memory
          .of(container.container())
          .ifPresent(
              profile -> {
                profiles.put(key, profile);
                remembered.add(key);
              });
    }
    profiles.compute(
        key,
        (same, before) ->
            container.wasLookedInto()
                ? with(before, container, report.startedAt())
                : Objects.requireNonNullElseGet(before, () -> nothing(report.startedAt())));
  }

  private static WriteProfile with(WriteProfile before, ContainerReport container, Instant at) {
    return before == null ? WriteProfile.start(container, at) : before.plus(container, at);
  }

  /** Of what could not be looked into nothing was watched. */
  private static WriteProfile nothing(Instant at) {
    return new WriteProfile(at, at, Set.of(), 0, false, Writes.NONE);
  }

  /** That of a container of the scan. */
  WriteProfile of(Container container) {
    return profiles.get(WriteProfileKey.of(container));
  }

  /** Whether the agent's memory is in it. */
  boolean isRemembered(Container container) {
    return remembered.contains(WriteProfileKey.of(container));
  }
}
