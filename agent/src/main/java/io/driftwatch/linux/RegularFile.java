package io.driftwatch.linux;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import jnr.constants.platform.linux.Errno;
import jnr.ffi.Pointer;

/**
 * An open regular file of a container's tree or of a layer, read-only. What is read of it leaves
 * the page cache as it was; see {@link PageCache}.
 */
public final class RegularFile implements AutoCloseable {

  private static final int SEEK_DATA = 3;
  private static final byte[] ZEROS = new byte[Scratch.CHUNK_BYTES];

  private final int fd;
  private final FileStat stat;
  private final PageCache pages;

  RegularFile(int fd, FileStat stat) {
    this.fd = fd;
    this.stat = stat;
    this.pages = new PageCache(fd, stat.size());
  }

  /** The file's status when it was opened. */
  public FileStat stat() {
    return stat;
  }

  /** The first bytes, as many as there are up to a limit. */
  public byte[] head(int limit) throws CannotLookException {
    Pointer chunk = Scratch.ofThread().chunk;
    byte[] head = new byte[fill(chunk, limit, 0)];
    chunk.get(0, head, 0, head.length);
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
      Pointer chunk = Scratch.ofThread().chunk;
      int read = fill(chunk, Math.min(Scratch.CHUNK_BYTES, length - done), offset + done);
      if (read == 0) {
        return Arrays.copyOf(bytes, done);
      }
      chunk.get(0, bytes, done, read);
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
    byte[] heap = Scratch.ofThread().heapChunk;
    while (true) {
      Pointer chunk = Scratch.ofThread().chunk;
      long read = Linux.C.pread(fd, chunk.address(), Scratch.CHUNK_BYTES, all.size());
      if (read < 0) {
        throw Linux.failure("read");
      }
      if (read == 0) {
        return all.toByteArray();
      }
      if (all.size() + read > limit) {
        throw new CannotLookException(Reason.STATE_INVALID, "longer than " + limit + " bytes");
      }
      chunk.get(0, heap, 0, (int) read);
      all.write(heap, 0, (int) read);
    }
  }

  /**
   * The SHA-256 of the content. A hole counts as the zeros that it reads as, but is not read.
   *
   * @param limit is asked before anything is read or hashed
   */
  public Digest sha256(ReadLimit limit) throws CannotLookException {
    MessageDigest sha256 = Scratch.ofThread().newDigest();
    long at = 0;
    while (at < stat.size()) {
      long data = stat.isSparse() ? nextData(at) : at;
      updateZeros(sha256, data - at, limit);
      if (data == stat.size()) {
        break;
      }
      limit.spend(chunkBytes(data));
      Pointer chunk = Scratch.ofThread().chunk;
      int read = fill(chunk, Scratch.CHUNK_BYTES, data);
      if (read == 0) {
        break;
      }
      at = data + read;
      update(sha256, chunk, read);
    }
    if (!isUnchanged()) {
      throw new CannotLookException(Reason.IN_FLUX, "written while it was read");
    }
    return digest(sha256);
  }

  private static void updateZeros(MessageDigest sha256, long count, ReadLimit limit)
      throws CannotLookException {
    for (long left = count; left > 0; left -= ZEROS.length) {
      limit.spend(Math.min(left, ZEROS.length));
      sha256.update(ZEROS, 0, (int) Math.min(left, ZEROS.length));
    }
  }

  private static Digest digest(MessageDigest sha256) {
    return new Digest(HexFormat.of().formatHex(sha256.digest()));
  }

  private static void update(MessageDigest sha256, Pointer chunk, int length) {
    byte[] heap = Scratch.ofThread().heapChunk;
    chunk.get(0, heap, 0, length);
    sha256.update(heap, 0, length);
  }

  /** How much of the file the chunk from a position on holds. */
  private long chunkBytes(long from) {
    return Math.min(Scratch.CHUNK_BYTES, stat.size() - from);
  }

  /**
   * Whether another file has the same content; holes of both are passed over. Either may be written
   * to meanwhile, see {@link #isUnchanged}.
   *
   * @param limit is asked before anything is read
   */
  public boolean sameContent(RegularFile other, ReadLimit limit) throws CannotLookException {
    return sameContent(other, limit, null);
  }

  /**
   * The SHA-256 of the content if another file has the same, read only once. Either may be written
   * to meanwhile, see {@link #isUnchanged}.
   *
   * @param limit is asked before anything is read
   */
  public Optional<Digest> digestIfSame(RegularFile other, ReadLimit limit)
      throws CannotLookException {
    if (stat.isSparse() || other.stat.isSparse()) {
      return sameContent(other, limit, null) ? Optional.of(sha256(limit)) : Optional.empty();
    }
    MessageDigest sha256 = Scratch.ofThread().newDigest();
    return sameContent(other, limit, sha256) ? Optional.of(digest(sha256)) : Optional.empty();
  }

  private boolean sameContent(RegularFile other, ReadLimit limit, MessageDigest sha256)
      throws CannotLookException {
    boolean same = stat.size() == other.stat.size();
    for (long at = nextData(other, 0); same && at < stat.size(); at = nextData(other, at)) {
      limit.spend(2 * chunkBytes(at));
      Pointer mine = Scratch.ofThread().chunk;
      Pointer theirs = Scratch.ofThread().otherChunk;
      int read = fill(mine, Scratch.CHUNK_BYTES, at);
      same =
          read > 0
              && other.fill(theirs, Scratch.CHUNK_BYTES, at) == read
              && Linux.C.memcmp(mine.address(), theirs.address(), read) == 0;
      at += read;
      if (same && sha256 != null) {
        update(sha256, mine, read);
      }
    }
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
    long next = Linux.C.lseek(fd, from, SEEK_DATA);
    if (next >= 0) {
      // The file may have grown since it was opened.
      return Math.min(next, stat.size());
    }
    // ENXIO: nothing but a hole up to the end. EINVAL: the file system does not tell.
    return Linux.errno() == Errno.ENXIO ? stat.size() : from;
  }

  /** Reads from a position on; how many bytes, 0 at the end of the file. */
  private int fill(Pointer chunk, int limit, long from) throws CannotLookException {
    int filled = 0;
    while (filled < limit) {
      long read = pages.read(chunk.address() + filled, limit - filled, from + filled);
      if (read < 0) {
        throw Linux.failure("read");
      }
      filled += (int) read;
      // A file of the usual kind is read in full at once, so a second call would only say so.
      if (read == 0 || from + filled >= stat.size()) {
        break;
      }
    }
    return filled;
  }

  /** Whether nothing was written to the file since it was opened, as far as its status tells. */
  public boolean isUnchanged() throws CannotLookException {
    return Directory.statOf(fd).isUnchangedSince(stat);
  }

  @Override
  public void close() {
    try {
      pages.drop();
    } finally {
      Linux.C.close(fd);
    }
  }
}
