package io.driftwatch.compare;

import io.driftwatch.compare.Comparison.NoChange;
import io.driftwatch.file.Attributes;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileType;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Holds the two sides of a path against each other. All rules of "does it differ" are here. */
public final class ChangeDetector {

  private final DigestPolicy digests;

  /**
   * @param digests which digests a change carries
   */
  public ChangeDetector(DigestPolicy digests) {
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

  /**
   * A file where there is no image, as in a volume: something added if it is a program, else
   * nothing.
   *
   * @throws CannotLookException when it could not be read whether it is one
   */
  public Optional<Change> program(FilePath path, Entry now) throws IOException {
    return Programs.isProgram(now) ? Optional.of(added(path, now)) : Optional.empty();
  }

  /** A file where there is no image, and of which it matters that it is there. */
  public Change added(FilePath path, Entry now) throws IOException {
    return change(path, ChangeKind.ADDED, Set.of(), null, now);
  }

  private Set<Aspect> differences(Entry image, Entry now) throws IOException {
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

  private void addContentDifference(Set<Aspect> differs, Entry image, Entry now)
      throws IOException {
    switch (now.stat().type()) {
      case FILE -> {
        boolean thenDigest = !differs.isEmpty() && digests.wantsSame(now.stat());
        if (image.stat().size() != now.stat().size() || !now.sameContent(image, thenDigest)) {
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
    FileType type = (now == null ? image : now).stat().type();
    if (kind == ChangeKind.METADATA) {
      Side was = sameSide(image);
      return new Change(path, kind, type, differs, Optional.of(was), Optional.of(side(now, was)));
    }
    Optional<Side> was = Optional.empty();
    if (image != null) {
      was = Optional.of(imageSide(image));
    }
    Optional<Side> is = Optional.empty();
    if (now != null) {
      is = Optional.of(nowSide(now, image != null));
    }
    return new Change(path, kind, type, differs, was, is);
  }

  private Side imageSide(Entry entry) throws IOException {
    SideReader reader = new SideReader(entry);
    return reader.read(digests.wantsImage(entry.stat()));
  }

  private Side nowSide(Entry entry, boolean ofImage) throws IOException {
    SideReader reader = new SideReader(entry);
    return reader.read(digests.wantsNow(entry.stat(), reader.isProgram(), ofImage));
  }

  /** The image's side of a file whose content is still the image's. */
  private Side sameSide(Entry entry) throws IOException {
    return new SideReader(entry).read(digests.wantsSame(entry.stat()));
  }

  /** The side of a file whose content is known to be the image's: nothing need be read twice. */
  private static Side side(Entry now, Side was) throws IOException {
    boolean program = was.program() || now.stat().isExecutable();
    Attributes attributes = now.attributes();
    return new Side(
        now.stat(),
        attributes,
        was.target(),
        was.digest(),
        program,
        SideReader.unlisted(attributes));
  }
}
