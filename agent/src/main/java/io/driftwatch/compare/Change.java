package io.driftwatch.compare;

import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileTime;
import io.driftwatch.file.FileType;
import io.driftwatch.file.Reason;
import java.util.Optional;
import java.util.Set;

/**
 * One path that differs from the image: a fact, not a judgement.
 *
 * @param path where, in the container
 * @param kind how
 * @param type what it is now; of something deleted, what it was
 * @param differs what of it, for a file that both sides have with one type; empty otherwise
 * @param image as the image has it; empty when added
 * @param now as it is; empty when deleted, and for a mount, which is not looked into
 */
public record Change(
    FilePath path,
    ChangeKind kind,
    FileType type,
    Set<Aspect> differs,
    Optional<Side> image,
    Optional<Side> now)
    implements Comparison {

  public Change {
    differs = Set.copyOf(differs);
  }

  /** A mount that was put over a path. */
  public static Change mounted(FilePath path, FileType type) {
    return new Change(path, ChangeKind.ADDED, type, Set.of(), Optional.empty(), Optional.empty());
  }

  /** Whether the image has something at this path. */
  public boolean isOfImage() {
    return image.isPresent();
  }

  /** Whether a program is what was added, changed or taken away. */
  public boolean isProgram() {
    return image.map(Side::program).orElse(false) || now.map(Side::program).orElse(false);
  }

  /** Why something of the file could not be read, though that it changed is certain. */
  public Optional<Reason> unread() {
    return now.flatMap(Side::unread).or(() -> image.flatMap(Side::unread));
  }

  /** When the kernel last saw it change; unknown for what is gone. */
  public Optional<FileTime> changedAt() {
    return now.map(side -> side.stat().changed());
  }
}
