package io.driftwatch.cli;

import io.driftwatch.linux.Descriptors;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Where output goes. It is UTF-8 whatever the locale says, because paths are printed losslessly.
 */
final class Terminal {

  private static final int STDOUT = 1;
  private static final int STDERR = 2;

  /** Longer than any network stalls, and shorter than a person waits for the next scan. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Terminal() {}

  /** For results. */
  static PrintWriter out() {
    return writer(new FileOutputStream(FileDescriptor.out));
  }

  /** For everything else. */
  static PrintWriter err() {
    return writer(new FileOutputStream(FileDescriptor.err));
  }

  /** For results that are read from afar; the program ends when nobody does. */
  static PrintWriter awaitedOut() {
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    return writer(new AwaitedOutput(out, PATIENCE, Terminal::giveUp));
  }

  /** Without a word: nobody reads that either, and it could wait for ever as well. */
  private static void giveUp() {
    Runtime.getRuntime().halt(ExitStatus.USAGE.code());
  }

  private static PrintWriter writer(OutputStream out) {
    return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true);
  }

  /** Whether results are to be coloured; see no-color.org. */
  static boolean wantsColor() {
    String noColor = System.getenv("NO_COLOR");
    boolean allowed = noColor == null || noColor.isEmpty();
    return allowed && !"dumb".equals(System.getenv("TERM")) && Descriptors.isTerminal(STDOUT);
  }

  /** Whether someone watches, so that progress is of use. */
  static boolean wantsProgress() {
    return Descriptors.isTerminal(STDERR);
  }
}
