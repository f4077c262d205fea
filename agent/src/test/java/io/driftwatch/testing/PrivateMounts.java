package io.driftwatch.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import jnr.ffi.LibraryLoader;
import org.opentest4j.TestAbortedException;

/**
 * Runs a test on a thread with a mount namespace of its own, in a folder on a tmpfs of its own.
 * What it mounts nobody else sees, and all of it is gone when the thread ends, however it ends.
 */
public final class PrivateMounts {

  private static final int CLONE_NEWNS = 0x20000;

  private PrivateMounts() {}

  /** What a test does. */
  @FunctionalInterface
  public interface Body {

    /**
     * Does it.
     *
     * @param folder empty, on a file system that can hold an upperdir
     */
    void run(Path folder) throws Exception;
  }

  /**
   * Only this call's effect on the calling thread is wanted, so it is bound here and nowhere else.
   */
  public interface Unshare {

    int unshare(int flags);
  }

  /** Runs a test; programs that it starts are in the namespace too. */
  public static void run(Body body) throws Exception {
    RealParts.overlayMounts();
    Path folder = Files.createTempDirectory("driftwatch-test");
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                enter(folder);
                body.run(folder);
              } catch (Throwable e) {
                failure.set(e);
              }
            });
    thread.start();
    thread.join();
    Files.delete(folder);
    if (failure.get() instanceof TestAbortedException aborted) {
      throw aborted;
    }
    if (failure.get() != null) {
      throw new AssertionError(failure.get().getMessage(), failure.get());
    }
  }

  private static void enter(Path folder) throws IOException {
    if (LibraryLoader.create(Unshare.class).load("c").unshare(CLONE_NEWNS) != 0) {
      throw new IOException("unshare");
    }
    Commands.run("mount", "--make-rprivate", "/");
    Commands.run("mount", "-t", "tmpfs", "none", folder.toString());
  }
}
