package io.driftwatch.locate;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.HostRoot;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The layers that podman and CRI-O have on record of a container: {@code overlay/LAYER/lower},
 * beside the upperdir {@code overlay/LAYER/diff}, holds {@code l/LINK:l/LINK...}, topmost first,
 * each a link in {@code overlay}.
 */
final class StoredLayers {

  /** The folder of links to layers. */
  static final FilePath LINKS = FilePath.of("l");

  private static final String FILE = "lower";
  private static final int MAX_BYTES = 1 << 16;

  private StoredLayers() {}

  /**
   * Reads them.
   *
   * @param upperdir absolute
   * @throws CannotLookException {@link Reason#LAYERS_UNVERIFIED} when nothing is recorded, or not
   *     by who made the folder
   */
  static List<FilePath> of(HostRoot host, FilePath upperdir) throws CannotLookException {
    FilePath layer = upperdir.parent();
    try (Directory folder = host.openDirectory(layer)) {
      long owner = folder.find(name(FILE)).map(FileStat::uid).orElse(-1L);
      if (owner != folder.stat().uid()) {
        throw new CannotLookException(Reason.LAYERS_UNVERIFIED, "no " + FILE + " of its owner's");
      }
      return parse(folder.readFile(FILE, MAX_BYTES)).stream().map(layer.parent()::resolve).toList();
    }
  }

  private static List<byte[]> parse(byte[] lower) {
    String text = new String(lower, StandardCharsets.ISO_8859_1).trim();
    return Arrays.stream(text.split(":", -1)).map(StoredLayers::name).toList();
  }

  private static byte[] name(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
