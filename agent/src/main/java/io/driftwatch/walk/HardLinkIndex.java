package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.OwnerMap;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.NameBatch;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The index of an overlay that keeps hard links together: a file of the image with several names,
 * once copied up by one of them, is then seen under all, though the upperdir has but the one.
 *
 * <p>An entry's name is the handle of the image's file, in hexadecimal: a header, the kind of the
 * handle, the file system's UUID, the handle (struct ovl_fb of fs/overlayfs/overlayfs.h).
 *
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs, "index"</a>
 */
final class HardLinkIndex implements AutoCloseable {

  /** More copied-up hard links than any image has; the rest are not known. */
  private static final int MAX_ENTRIES = 100_000;

  private static final int KIND = 4;
  private static final int HANDLE = 21;

  private final Directory directory;
  private final Look look;
  private final Map<String, byte[]> names = new HashMap<>();
  private boolean complete = true;

  private HardLinkIndex(Directory directory, Look look) {
    this.directory = directory;
    this.look = look;
  }

  /**
   * Reads the index.
   *
   * @param directory its own, which is closed with it
   */
  static HardLinkIndex read(Directory directory, Look look) throws CannotLookException {
    HardLinkIndex index = new HardLinkIndex(directory, look);
    try {
      index.readNames();
      return index;
    } catch (CannotLookException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private void readNames() throws CannotLookException {
    NameBatch batch = directory.names(Directory.START);
    while (complete && !batch.isLast()) {
      for (byte[] name : batch.names()) {
        key(name).ifPresent(key -> names.put(key, name));
      }
      look.allowance.visited(batch.names().size());
      complete = names.size() <= MAX_ENTRIES && look.allowance.hasTime();
      batch = directory.names(batch.next());
    }
  }

  /** Other names are the kernel's own: of directories, and what is being made. */
  private static Optional<String> key(byte[] name) {
    try {
      byte[] entry = HexFormat.of().parseHex(new String(name, StandardCharsets.US_ASCII));
      return entry.length > HANDLE
          ? Optional.of(key(entry[KIND], entry, HANDLE))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String key(byte kind, byte[] bytes, int from) {
    return kind + ":" + HexFormat.of().formatHex(bytes, from, bytes.length);
  }

  /** Why the rest of it is not known, if there is more. */
  Optional<Reason> incomplete() {
    Reason reason = names.size() > MAX_ENTRIES ? Reason.BUDGET_ENTRIES : Reason.BUDGET_TIME;
    return complete ? Optional.empty() : Optional.of(reason);
  }

  /** Whether no hard link of the image was copied up. */
  boolean isEmpty() {
    return names.isEmpty();
  }

  /** What is seen instead of a file of the image. */
  Optional<LayerEntry> find(LayerEntry image) throws CannotLookException {
    if (!image.stat().isRegularFile() || image.stat().links() < 2) {
      return Optional.empty();
    }
    byte[] handle = image.handle();
    byte[] name = names.get(key(handle[0], handle, Integer.BYTES));
    if (name == null) {
      return Optional.empty();
    }
    Optional<FileStat> stat = directory.find(name);
    return stat.map(s -> new LayerEntry(look, directory, name, s, OwnerMap.IDENTITY, false));
  }

  @Override
  public void close() {
    directory.close();
  }
}
