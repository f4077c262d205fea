package io.driftwatch.compare;

import io.driftwatch.file.Attributes;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import java.io.IOException;
import java.util.Optional;

/**
 * One side of a path: the file as the image has it, or as the container has it now. Its status is
 * at hand; everything else is read when asked for, and only while the walk stands at that path.
 * Every method throws {@link io.driftwatch.file.CannotLookException} when it could not look.
 */
public interface Entry {

  FileStat stat();

  /**
   * Whether nobody will look at the path once more, so that what can be told must be told now. Of a
   * file that is written to, a difference counts then, but not that there was none.
   */
  default boolean isLastLook() {
    return true;
  }

  /** Where a symbolic link points, unresolved. */
  FilePath target() throws IOException;

  /**
   * The file that a symbolic link of the image leads to, within the image. A link of the
   * container's is not followed: it could lead anywhere, and there are as many as it likes.
   */
  default Optional<Entry> followed() throws IOException {
    return Optional.empty();
  }

  Attributes attributes() throws IOException;

  /**
   * The first bytes of a regular file.
   *
   * @param length how many at most
   */
  byte[] head(int length) throws IOException;

  /** Whether a regular file's content is a program's, as {@link Programs} tells. */
  boolean holdsProgram() throws IOException;

  /** Whether a regular file holds exactly this, read anew. */
  boolean holds(byte[] content) throws IOException;

  /** The SHA-256 of a regular file's content. */
  Digest digest() throws IOException;

  /**
   * Whether two regular files of one size have the same content.
   *
   * @param thenDigest whether the digest will be asked for if they do, so that it can be taken
   *     while the content is read
   */
  boolean sameContent(Entry other, boolean thenDigest) throws IOException;
}
