package io.driftwatch.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;

/** What is done to a tree, as a script that starts in its root. */
public final class Scripts {

  /**
   * A shell's function {@code enter ROOT SCRIPT}, which becomes the first process of a container as
   * runtimes start it: in a mount namespace of its own, with a mounted folder for its root. That
   * has a {@code /busybox} and an empty folder {@code /old}.
   */
  public static final String ENTER =
      """
      enter() {
        exec unshare --mount sh -c '
          cd "$1" && pivot_root . old && exec /busybox sh -c "/busybox umount -l /old; $2"
        ' sh "$@"
      }
      """;

  private Scripts() {}

  /** Work that a shell does. */
  public static TestOverlay.Work sh(String script) {
    return root -> run(root, "sh", "-euc", script);
  }

  /** Work that perl does, which can go deeper than a path is long. */
  public static TestOverlay.Work perl(String program) {
    return root -> run(root, "perl", "-e", program);
  }

  private static void run(Path directory, String... command) throws IOException {
    Commands.Result result =
        Commands.attempt(new ProcessBuilder(command).directory(directory.toFile()));
    if (result.status() != 0) {
      RealParts.whatAShellDidNotFind(result.errors());
    }
    assertEquals("0 ", result.status() + " " + result.errors());
  }
}
