package io.driftwatch.memory;

import io.driftwatch.container.Container;
import io.driftwatch.report.WriteProfile;
import io.driftwatch.report.WriteProfileKey;
import java.util.Map;
import java.util.Optional;

/**
 * Where an agent saw containers write, as it has saved it.
 *
 * @param profiles by their keys
 */
public record RememberedWrites(Map<WriteProfileKey, WriteProfile> profiles) {

  public RememberedWrites {
    profiles = Map.copyOf(profiles);
  }

  /**
   * What is known of where a container and its like wrote. Who did not ask the API server knows
   * less of the container than the agent does, but can tell it by its id.
   */
  public Optional<WriteProfile> of(Container container) {
    WriteProfileKey key = WriteProfileKey.of(container);
    return Optional.ofNullable(profiles.get(key))
        .or(
            () ->
                profiles.entrySet().stream()
                    .filter(entry -> key.isLike(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .filter(profile -> profile.hasSeen(container))
                    .findFirst());
  }
}
