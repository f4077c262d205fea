package io.driftwatch.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs of the machine. A missing part skips the test on a developer's machine, and
 * fails it where {@code DRIFTWATCH_REQUIRE=all} is in the environment: in CI a test that silently
 * stopped running is a bug.
 */
public final class RealParts {
  private static final boolean REQUIRED = "all".equals(System.getenv("DRIFTWATCH_REQUIRE"));

  private static final String INSTALL = "install it, or put it on PATH";

  /** Bit 21 of a capability set, see capabilities(7). */
  private static final int CAP_SYS_ADMIN = 21;

  /** Mounts vanish with the mount namespace that unshare makes; only an empty directory is left. */
  private static final String TRY_OVERLAY =
      """
      mount -t tmpfs none "$1" && cd "$1" && mkdir lower upper work merged &&
      mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work none merged
      """;

  /** As dash, bash and busybox say it: {@code sh: 1: setfattr: not found}. */
  private static final Pattern NOT_FOUND =
      Pattern.compile("^.*: ([^:\\s]+): (?:command )?not found$", Pattern.MULTILINE);

  private RealParts() {}

  /**
   * Goes on only where the part is there.
   *
   * @param part what is needed, in a few words: "root"
   * @param present whether this machine has it
   * @param remedy what a person does to have it: "run as root"
   * @throws AssertionError when it is not there and every part is required
   * @throws org.opentest4j.TestAbortedException when it is not there otherwise
   */
  public static void need(String part, boolean present, String remedy) {
    if (present) {
      return;
    }
    String missing = part + " (" + String.join("; ", remedy.lines().toList()) + ")";
    if (REQUIRED) {
      throw new AssertionError("required but missing: " + missing);
    }
    Assumptions.abort("no " + missing);
  }

  /** Needs user 0 with CAP_SYS_ADMIN, which root of a plain container does not have. */
  public static void root() {
    need("root", isRoot(), "run as root with CAP_SYS_ADMIN");
  }

  /** Needs root, and a kernel that mounts an overlay on a tmpfs. */
  public static void overlayMounts() {
    root();
    need("overlay mounts", OverlayAttempt.FAILURE.isEmpty(), OverlayAttempt.FAILURE.orElse(""));
  }

  /**
   * Needs a program.
   *
   * @param name as typed in a shell
   */
  public static void command(String name) {
    boolean onPath =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .map(directory -> Path.of(directory, name))
            .anyMatch(file -> Files.isRegularFile(file) && Files.isExecutable(file));
    need(name, onPath, INSTALL);
  }

  /**
   * Needs the program that a script failed for, if it did for the lack of one.
   *
   * @param said by the shell on stderr
   */
  static void whatAShellDidNotFind(String said) {
    Matcher missing = NOT_FOUND.matcher(said);
    if (missing.find()) {
      need(missing.group(1), false, INSTALL);
    }
  }

  /** Needs a kubectl that knows components of kustomizations, as 1.22 and newer do. */
  public static void kustomize() throws IOException {
    command("kubectl");
    String version = Commands.run("kubectl", "version", "--client", "--output=json");
    String minor = new ObjectMapper().readTree(version).at("/clientVersion/minor").asText();
    need(
        "kubectl 1.22 or newer",
        Integer.parseInt(minor.replaceAll("\\D", "")) >= 22,
        "this is 1." + minor);
  }

  /**
   * Needs a kernel that has a file system, and has loaded it.
   *
   * @param name as in /proc/filesystems
   */
  public static void fileSystem(String name) throws IOException {
    boolean listed =
        Files.readAllLines(Path.of("/proc/filesystems")).stream()
            .anyMatch(line -> line.substring(line.indexOf('\t') + 1).equals(name));
    need(name, listed, "modprobe " + name);
  }

  private static boolean isRoot() {
    try {
      String capabilities =
          Files.readAllLines(Path.of("/proc/self/status")).stream()
              .filter(line -> line.startsWith("CapEff:"))
              .map(line -> line.substring("CapEff:".length()).strip())
              .findFirst()
              .orElse("0");
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)
          && (Long.parseUnsignedLong(capabilities, 16) >>> CAP_SYS_ADMIN & 1) == 1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asking the kernel by doing: /proc/filesystems does not list a module not yet loaded. */
  private static final class OverlayAttempt {
    /** Why it failed; made once, when first asked for. */
    static final Optional<String> FAILURE = run();

    private static Optional<String> run() {
      try {
        Path directory = Files.createTempDirectory("driftwatch-overlay");
        try {
          Process process =
              new ProcessBuilder(
                      "unshare", "--mount", "sh", "-c", TRY_OVERLAY, "sh", directory.toString())
                  .redirectErrorStream(true)
                  .start();
          process.getOutputStream().close();
          String said =
              new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
          return process.waitFor() == 0 ? Optional.empty() : Optional.of("mount says: " + said);
        } finally {
          Files.delete(directory);
        }
      } catch (IOException e) {
        return Optional.of(e.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.of("interrupted");
      }
    }
  }
}
