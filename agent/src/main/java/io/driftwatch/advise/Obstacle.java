package io.driftwatch.advise;

import io.driftwatch.file.FilePath;
import java.util.Optional;

/**
 * What a container does that a read-only root would refuse, and no mount can hold.
 *
 * @param directory where it writes; empty where it is not about a directory
 * @param example one of the paths
 * @param paths how many paths there are
 * @param because why not, in words; printable
 */
public record Obstacle(
    Optional<FilePath> directory, Optional<FilePath> example, long paths, String because) {

  /** One that is not about what was seen in a directory. */
  static Obstacle because(String why) {
    return new Obstacle(Optional.empty(), Optional.empty(), 0, why);
  }
}
