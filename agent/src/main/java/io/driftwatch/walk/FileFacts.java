package io.driftwatch.walk;

import io.driftwatch.file.Attributes;
import io.driftwatch.file.Digest;
import java.util.Optional;

/**
 * What was read of a file. It holds as long as the file's status does not change.
 *
 * @param annotations its extended attributes
 * @param head its first bytes
 * @param program whether its content is a program's
 * @param digest of its content
 */
public record FileFacts(
    Optional<Annotations> annotations,
    Optional<byte[]> head,
    Optional<Boolean> program,
    Optional<Digest> digest) {

  /** Nothing was read. */
  public static final FileFacts NONE =
      new FileFacts(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * Extended attributes, told apart.
   *
   * @param attributes those that are the file's
   * @param marks those that are the overlay's
   */
  record Annotations(Attributes attributes, Marks marks) {

    static final Annotations NONE = new Annotations(Attributes.NONE, Marks.NONE);
  }

  FileFacts with(Annotations read) {
    return new FileFacts(Optional.of(read), head, program, digest);
  }

  FileFacts withHead(byte[] read) {
    return new FileFacts(annotations, Optional.of(read), program, digest);
  }

  FileFacts withProgram(boolean read) {
    return new FileFacts(annotations, head, Optional.of(read), digest);
  }

  /** What does not rest on the content. */
  public FileFacts withoutContent() {
    return new FileFacts(annotations, Optional.empty(), Optional.empty(), Optional.empty());
  }

  FileFacts with(Digest read) {
    return new FileFacts(annotations, head, program, Optional.of(read));
  }

  /** Roughly how much memory they take, in bytes. */
  public long weight() {
    return 64
        + annotations.map(a -> a.attributes().weight() + a.marks().weight()).orElse(0L)
        + head.map(bytes -> 16L + bytes.length).orElse(0L)
        + digest.map(d -> 120L).orElse(0L);
  }
}
