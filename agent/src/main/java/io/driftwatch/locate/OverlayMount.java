package io.driftwatch.locate;

import io.driftwatch.file.FilePath;
import io.driftwatch.file.OwnerMap;
import java.util.List;
import java.util.Optional;

/**
 * The overlay that is a container's root.
 *
 * @param upperdir where its writes go, absolute on the host
 * @param lowerdirs its image's layers, absolute on the host, topmost first; layers of mere data
 *     left out
 * @param index where the overlay remembers which inode of the image a copied-up hard link was, when
 *     it does ({@code index=on})
 * @param userXattr whether the overlay's marks are {@code user.overlay.*}
 * @param lowerOwners how the owners of the layers' files were mapped when they were mounted
 */
public record OverlayMount(
    FilePath upperdir,
    List<FilePath> lowerdirs,
    Optional<FilePath> index,
    boolean userXattr,
    OwnerMap lowerOwners) {

  public OverlayMount {
    lowerdirs = List.copyOf(lowerdirs);
  }

  /** An overlay as most runtimes mount it: without an index, and no owners are mapped. */
  public static OverlayMount plain(FilePath upperdir, List<FilePath> lowerdirs) {
    return new OverlayMount(upperdir, lowerdirs, Optional.empty(), false, OwnerMap.IDENTITY);
  }
}
