package io.driftwatch.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.container.Container;
import io.driftwatch.container.OciProcess;
import io.driftwatch.declare.DeclarationResult;
import io.driftwatch.file.FilePath;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.PrivateMounts;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.TestOverlay;
import io.driftwatch.walk.Budget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What real programs do to a real overlay is what was predicted of them; what an intruder does
 * besides is not.
 */
final class DeclaredIT {

  private static final List<String> PROGRAMS =
      List.of("rm", "unlink", "chmod", "chown", "sleep", "sh");
  private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

  static List<Arguments> commands() {
    List<List<String>> commands =
        List.of(
            List.of("rm", "/bin/touch"),
            List.of("rm", "-f", "/usr/bin/bash", "/bin/su", "/no/such/file"),
            List.of("rm", "-rf", "/opt/"),
            List.of("rm", "-rf", "/etc", "/bin/../opt/app"),
            List.of("rm", "/bin/link"),
            List.of("unlink", "/link-to-opt"),
            List.of("chmod", "a-w", "/etc/passwd", "/bin/link"),
            List.of("chmod", "-R", "a-w", "/"),
            List.of("chmod", "a-w", "-R", "/link-to-opt/app"),
            List.of("chmod", "-R", "0400", "/opt"),
            List.of("chmod", "-R", "go=", "/opt", "/bin"),
            List.of("chmod", "-R", "u-s,g-s,o-t", "/usr", "/opt", "/tmp"),
            List.of("chmod", "-R", "o-rwX,g-w", "/opt"),
            List.of("chown", "-R", "33:34", "/opt"),
            List.of("chown", "7", "/bin/su", "/bin/link", "/link-to-opt"),
            List.of("chown", "-h", ":9", "/bin/link"),
            List.of("chown", "-R", "root:root", "/usr"),
            List.of("sh", "-c", "rm /bin/touch && chmod -R a-w /opt; chown 1 /etc/passwd"),
            List.of("sh", "-ec", "cd /opt; rm /bin/touch; cd /bin && true && unlink /bin/su"),
            List.of("sh", "-ec", "chmod 0700 '/opt/a b'\nchmod 500 \"/opt/a b\""));
    List<Arguments> cases = new ArrayList<>();
    for (List<String> command : commands) {
      cases.add(Arguments.of(command, false));
      cases.add(Arguments.of(command, true));
    }
    return cases;
  }

  /** By GNU's programs, and by busybox's. */
  @ParameterizedTest
  @MethodSource("commands")
  void whatProgramsDoIsPredicted(List<String> command, boolean busybox) throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = overlay(folder, busybox);
          run(overlay.container(), command);

          Scanned scanned = scan(overlay, command);
          assertEquals(Set.of(), changes(scanned, "unexpected"));
          assertEquals(List.of("done"), effects(scanned));
        });
  }

  @Test
  void aDeletionOnAMergedImageIsOfTheFileItself() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = overlay(folder, true);
          List<String> command = List.of("rm", "/bin/touch");
          run(overlay.container(), command);

          Scanned scanned = scan(overlay, command);
          assertEquals(Set.of("deleted /usr/bin/touch"), changes(scanned, "declared"));
          var excuse = scanned.report().findings().get(0).excuse().orElseThrow();
          assertEquals("process.args", excuse.source());
          assertEquals("rm /bin/touch", excuse.reason());
        });
  }

  @Test
  void whatWasNotDoneIsNotEffective() throws Exception {
    assertResult("INEFFECTIVE /usr/bin/bash is still there", List.of("rm", "/bin/bash"));
    assertResult(
        "INEFFECTIVE /etc/passwd has mode 0644, not 0444",
        List.of("chmod", "-R", "a-w", "/etc/passwd"));
    assertResult("INEFFECTIVE /opt belongs to 0:0, not 33:0", List.of("chown", "-R", "33", "/opt"));
    assertResult("DONE the image has no /usr/bin/none", List.of("rm", "-f", "/bin/none"));
    assertResult("CANNOT_WORK /usr/bin is a directory", List.of("rm", "-f", "/bin/.//../bin"));
    assertResult("CANNOT_WORK /usr/bin/touch is no directory", List.of("rm", "/bin/touch/"));
    assertResult(
        "NOT_UNDERSTOOD where /bin/touch/../su leads to", List.of("rm", "/bin/touch/../su"));
    assertResult(
        "CANNOT_WORK \"/bin/a /bin/b\" is one path: there is no shell",
        List.of("rm", "/bin/a /bin/b"));
    assertResult(
        "NOT_UNDERSTOOD whether what comes after nginx is run",
        List.of("sh", "-c", "/usr/sbin/nginx && rm /bin/bash"));
    assertResult(
        "INEFFECTIVE /usr/bin/bash is still there",
        List.of("sh", "-c", "rm /bin/bash; nginx; rm /bin/su"));
    assertResult(
        "DONE the image has no /no", List.of("sh", "-c", "rm -f /no && rm /no && rm /bin/bash"));
    assertResult("CANNOT_WORK /opt is a directory", List.of("sh", "-c", "rm /opt && rm /bin/bash"));
    assertResult("NOT_UNDERSTOOD it has a *", List.of("sh", "-c", "rm /bin/*"));
  }

  private static void assertResult(String expected, List<String> command) throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = overlay(folder, true);
          overlay.container();
          List<DeclarationResult> results = scan(overlay, command).report().declared();
          assertEquals(1, results.size());
          DeclarationResult only = results.get(0);
          assertEquals(expected, only.effect() + " " + only.why());
        });
  }

  /** An intruder works under the cover of what is declared. */
  @ParameterizedTest
  @MethodSource("intrusions")
  void whatIntrudersDoIsNotDeclared(List<String> declared, String intrusion, Set<String> unexpected)
      throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = overlay(folder, true);
          run(overlay.container(), List.of("sh", "-c", intrusion));

          assertEquals(unexpected, changes(scan(overlay, declared), "unexpected"));
        });
  }

  static List<Arguments> intrusions() {
    return List.of(
        Arguments.of(
            List.of("rm", "/bin/touch"),
            "rm /bin/touch; echo evil > /bin/touch",
            Set.of("modified /usr/bin/touch")),
        Arguments.of(
            List.of("rm", "/bin/touch"),
            "rm /bin/touch; busybox ln -s /tmp/evil /bin/touch",
            Set.of("replaced /usr/bin/touch")),
        Arguments.of(List.of("rm", "/bin/touch"), "rm /bin/bash", Set.of("deleted /usr/bin/bash")),
        Arguments.of(
            List.of("rm", "-rf", "/opt"),
            "rm -rf /opt; busybox mkdir /opt; echo evil > /opt/new",
            Set.of("added /opt/new")),
        Arguments.of(
            List.of("rm", "-rf", "/opt/../"), "rm /bin/touch", Set.of("deleted /usr/bin/touch")),
        Arguments.of(
            List.of("rm", "/no/such/../../bin/touch"),
            "rm /bin/touch",
            Set.of("deleted /usr/bin/touch")),
        Arguments.of(
            List.of("rm", "/opt/app/file"),
            "rm -rf /opt/app; busybox ln -s /usr/bin /opt/app; rm /opt/app/bash",
            Set.of("replaced /opt/app", "deleted /opt/app/suid-dir", "deleted /usr/bin/bash")),
        Arguments.of(
            List.of("chmod", "-R", "a-w", "/"),
            "chmod -R a-w /; chmod u+s /bin/bash",
            Set.of("metadata /usr/bin/bash")),
        Arguments.of(
            List.of("chmod", "u+s", "/bin/bash"),
            "chmod u+s /bin/bash",
            Set.of("metadata /usr/bin/bash")),
        Arguments.of(
            List.of("chmod", "0666", "/etc/passwd"),
            "chmod 0666 /etc/passwd",
            Set.of("metadata /etc/passwd")),
        Arguments.of(
            List.of("chmod", "+x", "/etc/passwd"),
            "chmod +x /etc/passwd",
            Set.of("metadata /etc/passwd")),
        Arguments.of(
            List.of("chmod", "0400", "/etc/passwd"),
            "chmod 0600 /etc/passwd",
            Set.of("metadata /etc/passwd")),
        Arguments.of(
            List.of("chmod", "-R", "a-w", "/etc"),
            "chmod -R a-w /etc; echo evil > /etc/passwd",
            Set.of("modified /etc/passwd")),
        Arguments.of(
            List.of("chown", "33", "/bin/su"),
            "chown 33 /bin/su; chmod u+s /bin/su",
            Set.of("metadata /usr/bin/su")),
        Arguments.of(
            List.of("chown", "33", "/etc/passwd"),
            "chown 34 /etc/passwd",
            Set.of("metadata /etc/passwd")),
        Arguments.of(
            List.of("chmod", "a-w", "/opt/app"),
            "chmod -R a-w /opt/app",
            Set.of("metadata /opt/app/file", "metadata /opt/app/suid-dir")),
        notRun("nginx; rm /bin/touch"),
        notRun("nginx\nrm /bin/touch"),
        notRun("rm /bin/su; nginx && rm /bin/touch"),
        notRun("false && rm /bin/touch"),
        notRun("test -f /tmp/ready && rm /bin/touch"),
        notRun("test -f /bin/touch && rm /bin/touch"),
        notRun("rm /no && rm /bin/touch"),
        notRun("rm /bin/su && rm /bin/su && rm /bin/touch"),
        notRun("rm /opt && rm /bin/touch"),
        notRun("set -e; unlink /opt; rm /bin/touch"),
        notRun("rm /bin/rm; rm /bin/touch"),
        notRun("chmod a-x /bin/busybox; rm /bin/touch"),
        notRun("rm /link-to-opt && chmod 0 /link-to-opt/app/file && rm /bin/touch"),
        notRun("cd /no && rm /bin/touch"),
        notRun("cd /etc/passwd && rm /bin/touch"),
        notRun("set -e; cd /no; rm /bin/touch"),
        notRun("exec nginx; rm /bin/touch"),
        notRun("test -f /no || exit; rm /bin/touch"),
        Arguments.of(
            List.of("sh", "-c", "busybox wget http://x | tee /usr/bin/x; rm /bin/touch"),
            "rm /bin/touch",
            Set.of("deleted /usr/bin/touch")));
  }

  /** What is written but may not be run. */
  private static Arguments notRun(String declared) {
    return Arguments.of(
        List.of("sh", "-c", declared), "rm /bin/touch", Set.of("deleted /usr/bin/touch"));
  }

  /** The shell still sleeps when an intruder does its work; later it would be its own. */
  @Test
  void whatIsNotRunYetIsNotDeclared() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = overlay(folder, true);
          Path root = overlay.container();
          List<String> declared = List.of("sh", "-c", "unlink /bin/su; sleep 9999; rm /bin/touch");
          Process shell =
              Commands.start(
                  new ProcessBuilder("chroot", root.toString(), "sh", "-c", declared.get(2)));
          try {
            while (Files.exists(root.resolve("usr/bin/su"))) {
              Thread.sleep(10);
            }
            run(root, List.of("rm", "/bin/touch"));
            Scanned soon = scan(overlay, declared, Instant.now());
            assertEquals(Set.of("deleted /usr/bin/su"), changes(soon, "declared"));
            assertEquals(Set.of("deleted /usr/bin/touch"), changes(soon, "unexpected"));
            assertEquals(Set.of(), changes(scan(overlay, declared, Instant.EPOCH), "unexpected"));
          } finally {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly().waitFor();
          }
        });
  }

  static TestOverlay overlay(Path folder, boolean busybox) throws Exception {
    return new TestOverlay(folder).layer(root -> programs(root, busybox)).layer(DeclaredIT::files);
  }

  private static void programs(Path root, boolean busybox) throws Exception {
    for (String merged : List.of("bin", "sbin", "lib", "lib64")) {
      Files.createDirectories(root.resolve("usr").resolve(merged));
      Files.createSymbolicLink(root.resolve(merged), Path.of("usr", merged));
    }
    copy(Path.of("/bin/busybox"), root);
    for (String program : PROGRAMS) {
      if (busybox) {
        Files.createSymbolicLink(root.resolve("usr/bin").resolve(program), Path.of("busybox"));
      } else {
        copy(Path.of("/usr/bin", program), root);
      }
    }
  }

  static void copy(Path program, Path root) throws Exception {
    RealParts.need("" + program, Files.isExecutable(program), "install it");
    Commands.run("cp", "-L", program.toString(), root + program.toString());
    Matcher library =
        LIBRARY.matcher(Commands.attempt(new ProcessBuilder("ldd", "" + program)).output());
    while (library.find()) {
      Path to = Path.of(root + library.group(1));
      Files.createDirectories(to.getParent());
      Commands.run("cp", "-L", library.group(1), to.toString());
    }
  }

  private static void files(Path root) throws Exception {
    file(root.resolve("usr/bin/touch"), "rwxr-xr-x");
    file(root.resolve("usr/bin/bash"), "rwxrwxr-x");
    file(root.resolve("usr/bin/su"), "rwxr-xr-x");
    Commands.run("chmod", "6755", root + "/usr/bin/su");
    Files.createSymbolicLink(root.resolve("usr/bin/link"), Path.of("/usr/bin/bash"));
    Files.createDirectory(root.resolve("etc"));
    file(root.resolve("etc/passwd"), "rw-r--r--");
    Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/:/bin/sh\n");
    Files.writeString(root.resolve("etc/group"), "root:x:0:\n");
    Files.createDirectories(root.resolve("opt/app/suid-dir"));
    Commands.run("chmod", "2775", root + "/opt/app/suid-dir");
    file(root.resolve("opt/app/file"), "rw-rw-rw-");
    file(root.resolve("opt/a b"), "rwxrwxrwx");
    Files.createSymbolicLink(root.resolve("opt/link"), Path.of("app/file"));
    Files.createSymbolicLink(root.resolve("link-to-opt"), Path.of("opt"));
    Files.createDirectory(root.resolve("tmp"));
    Commands.run("chmod", "1777", root + "/tmp");
  }

  private static void file(Path path, String permissions) throws Exception {
    Files.writeString(path, path.getFileName().toString());
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static void run(Path root, List<String> argv) throws Exception {
    List<String> command = new ArrayList<>(List.of("chroot", root.toString()));
    command.addAll(argv);
    Commands.run(command.toArray(String[]::new));
  }

  static Scanned scan(TestOverlay overlay, List<String> declared) throws Exception {
    return scan(overlay, declared, Instant.EPOCH);
  }

  static Scanned scan(TestOverlay overlay, List<String> declared, Instant startedAt)
      throws Exception {
    Container container =
        Scanned.container(startedAt)
            .with(new OciProcess(declared, 0, 0, FilePath.ROOT, true, Set.of(), false));
    return Scanned.of(overlay.located(), Budget.DEFAULT, container);
  }

  /**
   * Lines of kind of change and path.
   *
   * @param disposition null for any
   */
  static Set<String> changes(Scanned scanned, String disposition) {
    Set<String> changes = new TreeSet<>();
    scanned.report().findings().stream()
        .filter(f -> disposition == null || f.disposition().id().equals(disposition))
        .forEach(
            finding -> changes.add(finding.change().kind().id() + " " + finding.change().path()));
    return changes;
  }

  private static List<String> effects(Scanned scanned) {
    return scanned.report().declared().stream().map(result -> result.effect().id()).toList();
  }
}
