package io.driftwatch.linux;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What this process may do. Rights within a user namespace of its own do not count: the kernel
 * shows {@code trusted.*} attributes to the initial one's only, and hides them as if absent.
 *
 * @param effective the capabilities in effect, as bits
 * @param initial whether it is in the initial user namespace
 * @see <a href="https://man7.org/linux/man-pages/man7/capabilities.7.html">capabilities(7)</a>
 */
public record Privileges(long effective, boolean initial) {

  private static final int DAC_OVERRIDE = 1;
  private static final int DAC_READ_SEARCH = 2;
  private static final int FOWNER = 3;
  private static final int SYS_PTRACE = 19;
  private static final int SYS_ADMIN = 21;

  private static final int MAX_STATUS_BYTES = 1 << 16;
  private static final String EFFECTIVE_LINE = "CapEff:";

  /** What this process may do now. */
  public static Privileges own() throws CannotLookException {
    try (Directory self = Directory.open(FilePath.of("/proc/self"))) {
      String status =
          new String(self.readFile("status", MAX_STATUS_BYTES), StandardCharsets.ISO_8859_1);
      return new Privileges(effective(status), ProcessDirectory.isInitialUserNamespace(self));
    }
  }

  static long effective(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith(EFFECTIVE_LINE))
        .map(line -> Long.parseUnsignedLong(line.substring(EFFECTIVE_LINE.length()).trim(), 16))
        .findFirst()
        .orElse(0L);
  }

  /** Whether any container's files and any process' directories can be read. */
  public boolean canReadEverything() {
    return (has(DAC_OVERRIDE) || has(DAC_READ_SEARCH)) && has(SYS_PTRACE);
  }

  /** Whether {@code trusted.*} attributes can be seen, and with them what an overlay hides. */
  public boolean seesTrustedAttributes() {
    return initial && has(SYS_ADMIN);
  }

  /** The capabilities that driftwatch needs, by name, and whether they are there. */
  public Map<String, Boolean> ofInterest() {
    return Map.of(
        "DAC_READ_SEARCH", has(DAC_OVERRIDE) || has(DAC_READ_SEARCH),
        "FOWNER", has(FOWNER),
        "SYS_PTRACE", has(SYS_PTRACE),
        "SYS_ADMIN", seesTrustedAttributes());
  }

  /** The capabilities that driftwatch needs and that are not there, by name, in order. */
  public List<String> missing() {
    return ofInterest().entrySet().stream()
        .filter(capability -> !capability.getValue())
        .map(capability -> "CAP_" + capability.getKey())
        .sorted()
        .toList();
  }

  private boolean has(int capability) {
    return (effective >> capability & 1) == 1;
  }
}
