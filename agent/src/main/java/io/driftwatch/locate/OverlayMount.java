package io.driftwatch.locate;

import io.driftwatch.file.FilePath;
import java.util.List;

/**
 * The overlay that is a container's root.
 *
 * @param upperdir where its writes go, absolute on the host
 * @param lowerdirs its image's layers, absolute on the host, topmost first
 * @param userXattr whether the overlay's marks are {@code user.overlay.*}
 */
public record OverlayMount(FilePath upperdir, List<FilePath> lowerdirs, boolean userXattr) {

  public OverlayMount {
    lowerdirs = List.copyOf(lowerdirs);
  }
}
