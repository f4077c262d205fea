package io.driftwatch.cli;

import io.driftwatch.linux.Descriptors;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where output goes. It is UTF-8 whatever the locale says, because paths are printed losslessly.
 */
final class Terminal {

  private static final int STDOUT = 1;
  private static final int STDERR = 2;

  private Terminal() {}

  /** For results. */
  static PrintWriter out() {
    return writer(FileDescriptor.out);
  }

  /** For everything else. */
  static PrintWriter err() {
    return writer(FileDescriptor.err);
  }

  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(
        new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
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
