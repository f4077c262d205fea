package io.driftwatch.compare;

import io.driftwatch.file.Attributes;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileType;
import io.driftwatch.file.Reason;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads one side of a path that is known to have changed. What cannot be read is left out and said;
 * the change is one all the same. As long as another look may do better, that is left to it.
 */
final class SideReader {

  private final Entry entry;
  private final boolean program;
  private Optional<Reason> unread = Optional.empty();

  SideReader(Entry entry) throws IOException {
    this.entry = entry;
    this.program = read(() -> Programs.isProgram(entry), entry.stat().isExecutable());
  }

  boolean isProgram() {
    return program;
  }

  Side read(boolean wantsDigest) throws IOException {
    Attributes attributes = read(entry::attributes, Attributes.NONE);
    Optional<FilePath> target = Optional.empty();
    if (entry.stat().type() == FileType.SYMLINK) {
      target = read(() -> Optional.of(entry.target()), target);
    }
    Optional<Digest> digest = wantsDigest ? digest() : Optional.empty();
    Optional<Reason> left = unread.or(() -> unlisted(attributes));
    return new Side(entry.stat(), attributes, target, digest, program, left);
  }

  static Optional<Reason> unlisted(Attributes attributes) {
    return attributes.isComplete() ? Optional.empty() : Optional.of(Reason.ATTRIBUTES_UNLISTED);
  }

  /** A digest is an extra: without it nothing is left untold. */
  private Optional<Digest> digest() {
    try {
      return Optional.of(entry.digest());
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private <T> T read(Fact<T> part, T otherwise) throws IOException {
    try {
      return part.read();
    } catch (CannotLookException e) {
      if (e.reason().mayPass() && !entry.isLastLook()) {
        throw e;
      }
      unread = Optional.of(e.reason());
      return otherwise;
    }
  }

  @FunctionalInterface
  private interface Fact<T> {
    T read() throws IOException;
  }
}
