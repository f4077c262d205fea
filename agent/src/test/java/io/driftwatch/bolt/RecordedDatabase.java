package io.driftwatch.bolt;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.locate.Recording;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** A copy of a database of containerd's that a test may write to. */
final class RecordedDatabase implements AutoCloseable {

  static final int PAGE = 4096;

  private static final int TRANSACTION = 64;
  private static final int CHECKSUM = 72;

  private final byte[] recorded;
  private final Path path;
  private final FileChannel channel;
  private final HostRoot host;

  /**
   * @param name of the recording
   * @param folder where the copy goes
   */
  RecordedDatabase(String name, Path folder) throws IOException {
    recorded = unpacked("bolt/" + name + ".gz");
    path = Files.write(folder.resolve(name), recorded);
    channel = FileChannel.open(path, StandardOpenOption.WRITE);
    host = HostRoot.open(FilePath.ROOT);
  }

  private static byte[] unpacked(String name) {
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(Recording.bytes(name)))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HostRoot host() {
    return host;
  }

  FilePath path() {
    return FilePath.of(path.toString());
  }

  BoltFile open() throws CannotLookException {
    return BoltFile.open(host, path());
  }

  /** Its bytes as they were recorded; to be left alone. */
  byte[] recorded() {
    return recorded;
  }

  /** Writes over a part of it. */
  void write(long at, byte[] bytes) throws IOException {
    channel.write(ByteBuffer.wrap(bytes), at);
  }

  /** Writes over a whole page. */
  void writePage(int page, byte[] bytes) throws IOException {
    write((long) page * PAGE, bytes);
  }

  /** A page as it was recorded. */
  byte[] page(int page) {
    return Arrays.copyOfRange(recorded, page * PAGE, (page + 1) * PAGE);
  }

  /** Cuts it off. */
  void truncate(long length) throws IOException {
    channel.truncate(length);
  }

  /** Which of the two meta pages the recording begins at. */
  int newestMeta() {
    return transaction(0) > transaction(1) ? 0 : 1;
  }

  private long transaction(int meta) {
    return littleEndian(recorded).getLong(meta * PAGE + TRANSACTION);
  }

  /** A meta page of a later transaction, which is otherwise the same. */
  byte[] laterMeta(int meta, long transaction) {
    byte[] page = page(meta);
    littleEndian(page).putLong(TRANSACTION, transaction(newestMeta()) + transaction);
    return summed(page);
  }

  /** A meta page with the checksum that it should have. */
  static byte[] summed(byte[] page) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 16; i < CHECKSUM; i++) {
      hash = (hash ^ (page[i] & 0xff)) * 0x100000001b3L;
    }
    littleEndian(page).putLong(CHECKSUM, hash);
    return page;
  }

  static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    host.close();
    channel.close();
  }
}
