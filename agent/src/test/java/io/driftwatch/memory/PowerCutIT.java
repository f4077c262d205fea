package io.driftwatch.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.testing.Commands;
import io.driftwatch.testing.PrivateMounts;
import io.driftwatch.testing.RealParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A file system that is shut down without its log being written has afterwards what it would have
 * after a power cut: what was synced, and nothing that was not.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/xfs_io.8.html">xfs_io(8), shutdown</a>
 */
@Timeout(120)
final class PowerCutIT {

  /** The least that mkfs.xfs takes. */
  private static final String SIZE = "300M";

  private static final int CUTS = 5;

  /** A record that cannot be torn without being noticed. */
  record Numbered(int number, String filling) {

    static Numbered of(int number) {
      return new Numbered(number, Integer.toString(number % 10).repeat(10_000));
    }
  }

  @Test
  void whatWasSavedIsThereAfterwards() throws Exception {
    onDisk(
        disk -> {
          StateFolder<Numbered> state = folder(disk);
          state.save("first", Numbered.of(1));
          state.save("second", Numbered.of(1));
          state.save("second", Numbered.of(2));

          disk.cutPower();

          assertEquals(
              List.of(1, 2),
              folder(disk).loadAll().stream().map(Numbered::number).sorted().toList());
        });
  }

  /** Whenever the power goes: the latest that was saved, or the one that was being saved, whole. */
  @Test
  void whatIsBeingSavedIsTheOneOrTheOther() throws Exception {
    onDisk(
        disk -> {
          folder(disk).save("key", Numbered.of(0));
          for (int cut = 0; cut < CUTS; cut++) {
            AtomicInteger saved = new AtomicInteger(loaded(disk).number());
            Thread saving = new Thread(() -> saveOn(disk, saved));
            saving.start();
            Thread.sleep(50 + new Random().nextInt(200));
            disk.cutPower(saving);

            Numbered loaded = loaded(disk);
            assertEquals(Numbered.of(loaded.number()), loaded);
            assertTrue(loaded.number() >= saved.get(), loaded.number() + " of " + saved.get());
          }
        });
  }

  /**
   * Counts what was saved while there was power. A process outlives the end of a file system,
   * unlike a power cut, and fsync(2) of a folder of an XFS that is shut down succeeds: the log that
   * it would wait for is gone.
   */
  private static void saveOn(Disk disk, AtomicInteger saved) {
    StateFolder<Numbered> state = folder(disk);
    try {
      while (true) {
        state.save("key", Numbered.of(saved.get() + 1));
        disk.requirePower();
        saved.incrementAndGet();
      }
    } catch (IOException cut) {
      // That is the end of it.
    }
  }

  private static Numbered loaded(Disk disk) {
    List<Numbered> loaded = folder(disk).loadAll();
    assertEquals(1, loaded.size());
    return loaded.get(0);
  }

  private static StateFolder<Numbered> folder(Disk disk) {
    return new StateFolder<>(disk.folder.resolve("state/numbers"), Numbered.class);
  }

  @FunctionalInterface
  private interface Body {
    void run(Disk disk) throws Exception;
  }

  private static void onDisk(Body body) throws Exception {
    RealParts.command("mkfs.xfs");
    RealParts.command("xfs_io");
    PrivateMounts.run(
        folder -> {
          Path image = folder.resolve("image");
          Commands.run("truncate", "-s", SIZE, image.toString());
          Commands.run("mkfs.xfs", "-q", image.toString());
          Disk disk = new Disk(image, Files.createDirectory(folder.resolve("disk")));
          disk.mount();
          try {
            body.run(disk);
          } finally {
            disk.unmount();
          }
        });
  }

  /** A file system in a file. */
  private record Disk(Path image, Path folder) {

    void mount() throws IOException {
      Commands.run("mount", "-t", "xfs", "-o", "loop", image.toString(), folder.toString());
    }

    void unmount() throws IOException {
      Commands.run("umount", folder.toString());
    }

    /** Of a file system that was shut down stat(2) tells nothing. */
    void requirePower() throws IOException {
      if (!Files.isDirectory(folder)) {
        throw new IOException("the power is cut");
      }
    }

    /** What was not synced is gone; then it is there again. */
    void cutPower(Thread... users) throws IOException, InterruptedException {
      Commands.run("xfs_io", "-x", "-c", "shutdown", folder.toString());
      for (Thread user : users) {
        user.join();
      }
      unmount();
      mount();
    }
  }
}
