package io.driftwatch.compare;

import io.driftwatch.compare.Comparison.NoChange;
import io.driftwatch.file.Attributes;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileType;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Holds the two sides of a path against each other. All rules of "does it differ" are here. */
public final class SideBySide {

  private final DigestPolicy digests;

  /**
   * @param digests which digests a change carries
   */
  public SideBySide(DigestPolicy digests) {
    this.digests = digests;
  }

  /**
   * Compares a path that at least one side has.
   *
   * @param path where, in the container
   * @param image as the image has it, or null
   * @param now as the upperdir has it, or null when it is gone
   * @throws CannotLookException when what decides could not be read
   */
  public Comparison compare(FilePath path, Entry image, Entry now) throws IOException {
    if (image == null) {
      return change(path, ChangeKind.ADDED, Set.of(), null, now);
    }
    if (now == null) {
      return change(path, ChangeKind.DELETED, Set.of(), image, null);
    }
    if (image.stat().type() != now.stat().type()) {
      return change(path, ChangeKind.REPLACED, Set.of(), image, now);
    }
    Set<Aspect> differs = differences(image, now);
    if (differs.isEmpty()) {
      return now.stat().isDirectory() ? NoChange.SAME : NoChange.TOUCHED;
    }
    boolean content = differs.stream().anyMatch(Aspect::isContent);
    return change(path, content ? ChangeKind.MODIFIED : ChangeKind.METADATA, differs, image, now);
  }

  private static Set<Aspect> differences(Entry image, Entry now) throws IOException {
    FileStat was = image.stat();
    FileStat is = now.stat();
    Set<Aspect> differs = EnumSet.noneOf(Aspect.class);
    // A symbolic link's permissions mean nothing on Linux.
    if (was.permissions() != is.permissions() && was.type() != FileType.SYMLINK) {
      differs.add(Aspect.MODE);
    }
    if (was.uid() != is.uid()) {
      differs.add(Aspect.OWNER);
    }
    if (was.gid() != is.gid()) {
      differs.add(Aspect.GROUP);
    }
    addAttributeDifferences(differs, image.attributes(), now.attributes());
    addContentDifference(differs, image, now);
    return differs;
  }

  private static void addAttributeDifferences(Set<Aspect> differs, Attributes was, Attributes is) {
    if (!was.capability().equals(is.capability())) {
      differs.add(Aspect.CAPABILITY);
    }
    if (!was.sameOthers(is)) {
      differs.add(Aspect.XATTR);
    }
  }

  private static void addContentDifference(Set<Aspect> differs, Entry image, Entry now)
      throws IOException {
    switch (now.stat().type()) {
      case FILE -> {
        if (image.stat().size() != now.stat().size() || !now.sameContent(image)) {
          differs.add(Aspect.CONTENT);
        }
      }
      case SYMLINK -> {
        if (!image.target().equals(now.target())) {
          differs.add(Aspect.TARGET);
        }
      }
      case CHAR, BLOCK -> {
        if (!image.stat().rdev().equals(now.stat().rdev())) {
          differs.add(Aspect.DEVICE);
        }
      }
      case DIRECTORY, FIFO, SOCKET -> {}
    }
  }

  private Change change(FilePath path, ChangeKind kind, Set<Aspect> differs, Entry image, Entry now)
      throws IOException {
    Optional<Side> was = Optional.empty();
    if (image != null) {
      was = Optional.of(side(image, true));
    }
    Optional<Side> is = Optional.empty();
    if (kind == ChangeKind.METADATA) {
      is = Optional.of(sameContentSide(now, was.orElseThrow()));
    } else if (now != null) {
      is = Optional.of(side(now, image != null));
    }
    FileType type = (now == null ? image : now).stat().type();
    return new Change(path, kind, type, differs, was, is);
  }

  private Side side(Entry entry, boolean ofImage) throws IOException {
    boolean program = Programs.isProgram(entry);
    return new Side(
        entry.stat(), entry.attributes(), target(entry), digest(entry, program, ofImage), program);
  }

  /** The side of a file whose content is known to be the image's: nothing need be read twice. */
  private static Side sameContentSide(Entry now, Side was) throws IOException {
    boolean program = was.program() || now.stat().isExecutable();
    return new Side(now.stat(), now.attributes(), was.target(), was.digest(), program);
  }

  private static Optional<FilePath> target(Entry entry) throws IOException {
    return entry.stat().type() == FileType.SYMLINK ? Optional.of(entry.target()) : Optional.empty();
  }

  /** A digest is an extra: a file that cannot be read for it has changed all the same. */
  private Optional<Digest> digest(Entry entry, boolean program, boolean ofImage) {
    if (!digests.wants(entry, program, ofImage)) {
      return Optional.empty();
    }
    try {
      return Optional.of(entry.digest());
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}
