package io.driftwatch.container;

import io.driftwatch.file.FilePath;
import java.util.List;
import java.util.Optional;

/**
 * The root file system of a container, as its mount says.
 *
 * @param type file system type
 * @param readOnly whether the container sees it read-only
 * @param upperdir where its writes go, on the host
 * @param lowerdirs its image's layers on the host, topmost first
 */
public record Rootfs(
    String type, boolean readOnly, Optional<FilePath> upperdir, List<FilePath> lowerdirs) {

  public Rootfs {
    lowerdirs = List.copyOf(lowerdirs);
  }
}
