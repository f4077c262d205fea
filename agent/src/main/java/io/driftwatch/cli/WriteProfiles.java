package io.driftwatch.cli;

import io.driftwatch.container.Container;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.NodeReport;
import io.driftwatch.report.WriteProfile;
import io.driftwatch.report.WriteProfileKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where containers wrote: what the agent remembers, and what was seen now. */
final class WriteProfiles {

  private final Map<WriteProfileKey, WriteProfile> memory;
  private final Map<WriteProfileKey, WriteProfile> profiles = new HashMap<>();
  private final Set<WriteProfileKey> remembered = new HashSet<>();

  /**
   * Profiles of the containers of a scan.
   *
   * @param memory the agent's
   */
  WriteProfiles(Map<WriteProfileKey, WriteProfile> memory, NodeReport report) {
    this.memory = memory;
    for (ContainerReport container : report.containers()) {
      take(container, report);
    }
  }

  private void take(ContainerReport container, NodeReport report) {
    WriteProfileKey key = WriteProfileKey.of(container.container());
    if (!profiles.containsKey(key)) {
      remembered(key, container.container())
          .ifPresent(
              profile -> {
                profiles.put(key, profile);
                remembered.add(key);
              });
    }
    profiles.compute(
        key,
        (same, before) ->
            before == null
                ? WriteProfile.start(container, report.startedAt())
                : before.plus(container, report.startedAt()));
  }

  /**
   * The agent may know more of a container than its runtime: its workload, and the id of its image.
   * It knows the container's own id in any case.
   */
  private Optional<WriteProfile> remembered(WriteProfileKey key, Container container) {
    WriteProfile exact = memory.get(key);
    if (exact != null) {
      return Optional.of(exact);
    }
    return memory.entrySet().stream()
        .filter(known -> known.getKey().container().equals(key.container()))
        .map(Map.Entry::getValue)
        .filter(known -> known.seen().stream().anyMatch(s -> s.id().equals(container.shortId())))
        .findFirst();
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
