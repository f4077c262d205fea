package io.driftwatch.advise;

import java.util.List;
import java.util.Locale;

/**
 * Something that a closed container would not have.
 *
 * @param kind what
 * @param details paths or names, printable; may be empty
 */
public record Weakness(Kind kind, List<String> details) {

  public Weakness {
    details = List.copyOf(details);
  }

  /** What can be open beside the root. */
  public enum Kind {
    PRIVILEGED("privileged"),
    RUNS_AS_ROOT("runs as root"),
    MAY_GAIN_PRIVILEGES("may gain privileges"),
    CAPABILITIES("capabilities that reach the node"),
    SHELL("shell"),
    PACKAGE_MANAGER("package manager"),
    EXECUTABLE_VOLUMES("executables in writable volumes");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** The word for it, in JSON. */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** For people. */
    public String text() {
      return text;
    }
  }
}
