package io.driftwatch.linux;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/** Native memory of one thread, for the arguments and results of one call at a time. */
final class Scratch {

  /** XATTR_SIZE_MAX and XATTR_LIST_MAX of linux/limits.h; also what getdents64 fills at a time. */
  static final int RESULT_BYTES = 64 << 10;

  /** How much of a file is read at a time. */
  static final int CHUNK_BYTES = 128 << 10;

  /** PATH_MAX of linux/limits.h. */
  private static final int PATH_BYTES = 4096;

  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  final Pointer result = Memory.allocateDirect(Linux.RUNTIME, RESULT_BYTES);

  /** For calls that take a struct. */
  final Pointer arguments = Memory.allocateDirect(Linux.RUNTIME, 64);

  private final MessageDigest sha256 = newSha256();

  /** Content on its way from {@link #chunk} into a digest, which takes it in one go from here. */
  final byte[] heapChunk = new byte[CHUNK_BYTES];

  private final Pointer path = Memory.allocateDirect(Linux.RUNTIME, PATH_BYTES);
  private final Pointer name = Memory.allocateDirect(Linux.RUNTIME, PATH_BYTES);

  /** For file content. */
  final Pointer chunk = Memory.allocateDirect(Linux.RUNTIME, CHUNK_BYTES);

  /** A second one, for comparing. */
  final Pointer otherChunk = Memory.allocateDirect(Linux.RUNTIME, CHUNK_BYTES);

  private Scratch() {}

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static Scratch ofThread() {
    return OF_THREAD.get();
  }

  /** The address of a path's bytes with a NUL behind them. */
  long path(byte[] bytes) throws CannotLookException {
    return terminated(path, bytes);
  }

  /** The address of a second string, one character a byte, for calls that take two. */
  long name(String text) throws CannotLookException {
    return terminated(name, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The address at which a call leaves its result. */
  long resultAddress() {
    return result.address();
  }

  /** The first bytes of the result, copied. */
  byte[] result(int length) {
    byte[] bytes = new byte[length];
    result.get(0, bytes, 0, length);
    return bytes;
  }

  /** What hashes content, with nothing hashed as yet. */
  MessageDigest newDigest() {
    sha256.reset();
    return sha256;
  }

  /** What C would cut short, or could not take, may come from a state file. */
  private static long terminated(Pointer memory, byte[] bytes) throws CannotLookException {
    if (bytes.length >= PATH_BYTES) {
      throw new CannotLookException(Reason.IO_ERROR, "too long for one call: " + bytes.length);
    }
    for (byte b : bytes) {
      if (b == 0) {
        throw new CannotLookException(Reason.IO_ERROR, "a NUL in a name");
      }
    }
    memory.put(0, bytes, 0, bytes.length);
    memory.putByte(bytes.length, (byte) 0);
    return memory.address();
  }
}
