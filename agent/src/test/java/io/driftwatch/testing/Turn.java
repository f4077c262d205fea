package io.driftwatch.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What only one process of tests at a time may do or have; it ends with that process. */
public final class Turn implements AutoCloseable {

  private final FileChannel locked;

  private Turn(FileChannel locked) {
    this.locked = locked;
  }

  /**
   * Waits until no other process has it.
   *
   * @param what names it, in a file's name
   */
  public static Turn await(String what) throws IOException {
    FileChannel channel =
        FileChannel.open(
            Path.of("target", what + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      channel.lock();
      return new Turn(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    locked.close();
  }
}
