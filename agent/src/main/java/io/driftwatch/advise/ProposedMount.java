package io.driftwatch.advise;

import io.driftwatch.file.FilePath;
import io.driftwatch.report.Ground;
import io.driftwatch.report.ImageFacts;
import java.util.Optional;

/**
 * A directory that has to be a volume of its own, so that the rest can be read-only.
 *
 * @param path in the container, without links
 * @param ground what the image has there; the volume must begin with a copy of it where it is
 *     {@link Ground#SHARED}
 * @param files how many paths were written to below it
 * @param bytes most that was seen in it, that of the image included where it is copied
 * @param sizeLimit bytes to allow: twice as much, rounded up to a power of two, and 16 MiB at least
 * @param programs whether any program was written to it
 * @param example one of the paths
 * @param owner whose the directory is in the image, or as the container made it
 */
public record ProposedMount(
    FilePath path,
    Ground ground,
    long files,
    long bytes,
    long sizeLimit,
    boolean programs,
    FilePath example,
    Optional<ImageFacts.Owner> owner) {

  /** Whether the volume has to begin with what the image has there. */
  public boolean isSeeded() {
    return ground == Ground.SHARED;
  }
}
