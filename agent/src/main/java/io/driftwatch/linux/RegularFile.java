package io.driftwatch.linux;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import jnr.constants.platform.linux.Errno;

/** An open regular file of a container's tree or of a layer, read-only. */
public final class RegularFile implements AutoCloseable {

  private static final int SEEK_DATA = 3;

  private final int fd;
  private final FileStat stat;

  private RegularFile(int fd, FileStat stat) {
    this.fd = fd;
    this.stat = stat;
  }

  static RegularFile of(int fd) throws CannotLookException {
    try {
      FileStat stat = Directory.statOf(fd);
      if (!stat.isRegularFile()) {
        throw new CannotLookException(Reason.SWAPPED, "no regular file any more");
      }
      return new RegularFile(fd, stat);
    } catch (CannotLookException e) {
      Linux.LIBRARY.close(fd);
      throw e;
    }
  }

  /** The file's status when it was opened. */
  public FileStat stat() {
    return stat;
  }

  /** The first bytes, as many as there are up to a limit. */
  public byte[] head(int limit) throws CannotLookException {
    ByteBuffer chunk = Scratch.ofThread().chunk().limit(limit);
    fill(chunk, 0);
    byte[] head = new byte[chunk.remaining()];
    chunk.get(head);
    return head;
  }

  /**
   * Bytes from a position on; fewer where the file ends first.
   *
   * @param offset from the file's beginning
   * @param length how many
   */
  public byte[] read(long offset, int length) throws CannotLookException {
    byte[] bytes = new byte[length];
    int done = 0;
    while (done < length) {
      ByteBuffer chunk = Scratch.ofThread().chunk();
      chunk.limit(Math.min(chunk.capacity(), length - done));
      if (!fill(chunk, offset + done)) {
        return Arrays.copyOf(bytes, done);
      }
      int read = chunk.remaining();
      chunk.get(bytes, done, read);
      done += read;
    }
    return bytes;
  }

  /**
   * Everything in the file, also where the kernel does not tell its size, as in /proc.
   *
   * @param limit bytes; a longer file is refused, because nobody needs half of it
   */
  byte[] readAll(int limit) throws CannotLookException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] heap = new byte[Scratch.CHUNK_BYTES];
    while (true) {
      ByteBuffer chunk = Scratch.ofThread().chunk();
      long read = Linux.C.pread(fd, chunk, chunk.remaining(), all.size());
      if (read < 0) {
        throw Linux.failure("read");
      }
      if (read == 0) {
        return all.toByteArray();
      }
      if (all.size() + read > limit) {
        throw new CannotLookException(Reason.STATE_INVALID, "longer than " + limit + " bytes");
      }
      chunk.get(heap, 0, (int) read);
      all.write(heap, 0, (int) read);
    }
  }

  /** The SHA-256 of the content; a hole counts as the zeros that it reads as. */
  public Digest sha256() throws CannotLookException {
    MessageDigest sha256 = newSha256();
    for (long at = 0; at < stat.size(); ) {
      ByteBuffer chunk = Scratch.ofThread().chunk();
      if (!fill(chunk, at)) {
        break;
      }
      at += chunk.remaining();
      sha256.update(chunk);
    }
    requireUnchanged();
    return new Digest(HexFormat.of().formatHex(sha256.digest()));
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether another file of the same size has the same content; holes of both are passed over. */
  public boolean sameContent(RegularFile other) throws CannotLookException {
    boolean same = stat.size() == other.stat.size();
    for (long at = nextData(other, 0); same && at < stat.size(); at = nextData(other, at)) {
      ByteBuffer mine = Scratch.ofThread().chunk();
      ByteBuffer theirs = Scratch.ofThread().otherChunk();
      boolean more = fill(mine, at) && other.fill(theirs, at);
      at += mine.remaining();
      same = more && mine.equals(theirs);
    }
    requireUnchanged();
    other.requireUnchanged();
    return same;
  }

  /** Where the next byte lies, from a position on, that is data in either file. */
  private long nextData(RegularFile other, long from) {
    if (!stat.isSparse() || !other.stat.isSparse()) {
      return from;
    }
    return Math.min(nextData(from), other.nextData(from));
  }

  private long nextData(long from) {
    long next = Linux.LIBRARY.lseekLong(fd, from, SEEK_DATA);
    if (next >= 0) {
      return next;
    }
    // ENXIO: nothing but a hole up to the end. EINVAL: the file system does not tell.
    return Linux.errno() == Errno.ENXIO ? stat.size() : from;
  }

  /** Fills a buffer from a position on and flips it; false at the end of the file. */
  private boolean fill(ByteBuffer chunk, long from) throws CannotLookException {
    int limit = chunk.limit();
    while (chunk.position() < limit) {
      long read = Linux.C.pread(fd, chunk, chunk.remaining(), from + chunk.position());
      if (read < 0) {
        throw Linux.failure("read");
      }
      if (read == 0) {
        break;
      }
      chunk.position(chunk.position() + (int) read);
      // A file of the usual kind is read in full at once, so a second call would only say so.
      if (from + chunk.position() >= stat.size()) {
        break;
      }
    }
    chunk.flip();
    return chunk.hasRemaining();
  }

  /** A file that was written to while it was read has no content to speak of yet. */
  private void requireUnchanged() throws CannotLookException {
    if (!Directory.statOf(fd).isUnchangedSince(stat)) {
      throw new CannotLookException(Reason.IN_FLUX, "written while it was read");
    }
  }

  @Override
  public void close() {
    Linux.LIBRARY.close(fd);
  }
}
