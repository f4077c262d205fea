package io.driftwatch.locate;

import io.driftwatch.container.Rootfs;
import io.driftwatch.file.FilePath;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a container's root is, and what is mounted in it.
 *
 * @param overlay its overlay
 * @param readOnly whether the container sees its root read-only
 * @param mountPoints what is mounted in the container, as its first process sees it
 * @param declared where the runtime was told to mount something, links not resolved; empty when
 *     there is no runtime to say
 */
public record Located(
    OverlayMount overlay,
    boolean readOnly,
    Set<FilePath> mountPoints,
    Optional<List<FilePath>> declared) {

  /** The root for the report. */
  public Rootfs rootfs() {
    return new Rootfs("overlay", readOnly, Optional.of(overlay.upperdir()), overlay.lowerdirs());
  }
}
