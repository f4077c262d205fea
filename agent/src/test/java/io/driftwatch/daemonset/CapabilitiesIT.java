package io.driftwatch.daemonset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.Program;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.Runtimes;
import io.driftwatch.testing.Runtimes.Started;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each capability that the DaemonSet asks for is needed, and together they are enough. That one is
 * needed is the kernel's word, by programs that have nothing to do with ours; what driftwatch makes
 * of its absence stands beside it.
 */
@Tag("runtime")
final class CapabilitiesIT {

  private static final String CHANGE =
      """
      echo secret >/tmp/private && chown 65534:65534 /tmp/private && chmod 600 /tmp/private
      rm -r /opt/app && mkdir /opt/app
      mkdir /srv/theirs && chown 65534:65534 /srv/theirs
      """;

  @TempDir private static Path folder;
  private static Runtimes runtimes;
  private static Started container;
  private static JsonNode seen;

  @BeforeAll
  static void start() throws IOException {
    RealParts.command("setpriv");
    RealParts.command("getfattr");
    runtimes = Runtimes.start("docker");
    container = runtimes.run("docker", "capabilities-it", "httpd", List.of());
    Path script = folder.resolve("change.sh");
    Files.writeString(script, CHANGE);
    runtimes.exec(container, script);
    seen = scan(asked()).json().path("containers").path(0);
  }

  @AfterAll
  static void stop() throws IOException {
    if (runtimes != null) {
      runtimes.close();
    }
  }

  @Test
  void whatTheDaemonSetAsksForIsEnough() {
    assertEquals("scanned", seen.path("status").asText(), seen.toString());
    assertTrue(paths().containsAll(List.of("/opt/app/one", "/tmp/private")), seen.toString());
  }

  @Test
  void withoutDacReadSearchNobodyElsesFilesAreRead() throws IOException {
    Path secret = upperdir().resolve("tmp/private");

    assertEquals("secret\n", succeeds(asked(), "cat", secret));
    assertDenied("Permission denied", without("DAC_READ_SEARCH"), "cat", secret);
    assertRefused("CAP_DAC_READ_SEARCH", without("DAC_READ_SEARCH"));
  }

  /** A program that polls the time knows where the look has been, and moves there. */
  @Test
  void withoutFownerALookIsSeenByTheTimeOfAccess() throws IOException {
    Path theirs = upperdir().resolve("srv/theirs");

    assertFalse(isAccessedBy(asked(), theirs));
    assertTrue(isAccessedBy(without("FOWNER"), theirs));
  }

  private static boolean isAccessedBy(List<String> capabilities, Path directory)
      throws IOException {
    Commands.run("touch", "-a", "-d", "2 days ago", directory.toString());
    String before = Commands.run("stat", "-c", "%x", directory.toString());
    JsonNode report = scan(capabilities).json().path("containers").path(0);
    assertEquals("scanned", report.path("status").asText());
    return !Commands.run("stat", "-c", "%x", directory.toString()).equals(before);
  }

  @Test
  void withoutSysPtraceNobodyElsesRootIsSeen() throws IOException {
    Path root = Path.of("/proc", seen.path("pid").asText(), "root/usr/bin/env");

    assertEquals(root + "\n", succeeds(asked(), "ls", root));
    assertDenied("Permission denied", without("SYS_PTRACE"), "ls", root);
    assertRefused("CAP_SYS_PTRACE", without("SYS_PTRACE"));
  }

  @Test
  void withoutSysAdminAnOpaqueDirectoryLooksLikeAnyOther() throws IOException {
    Path app = upperdir().resolve("opt/app");
    String[] attribute = {"getfattr", "--only-values", "-n", "trusted.overlay.opaque"};

    assertEquals("y", succeeds(asked(), with(attribute, app)));
    assertDenied("No such attribute", without("SYS_ADMIN"), with(attribute, app));
    JsonNode report = scan(without("SYS_ADMIN")).json().path("containers").path(0);
    assertEquals("partial", report.path("status").asText());
    assertEquals("capability-missing", report.path("reason").asText());
  }

  private static Path upperdir() {
    return Path.of(seen.path("rootfs").path("upperdir").asText());
  }

  private static List<String> paths() {
    return seen.findValuesAsText("path");
  }

  /** What stands in the manifest, in setpriv's words. */
  private static List<String> asked() throws IOException {
    DaemonSet set =
        new KubernetesSerialization()
            .unmarshal(Files.readString(Path.of("../daemonset/daemonset.yaml")), DaemonSet.class);
    return set.getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .get(0)
        .getSecurityContext()
        .getCapabilities()
        .getAdd();
  }

  private static List<String> without(String capability) throws IOException {
    List<String> rest = new ArrayList<>(asked());
    assertTrue(rest.remove(capability), capability);
    return rest;
  }

  /** Runs as root that has nothing but these: what execve gives root is the bounding set. */
  private static List<String> only(List<String> capabilities) {
    String set = "-all" + String.join("", capabilities.stream().map(name -> ",+" + name).toList());
    return List.of("setpriv", "--bounding-set", set.toLowerCase(Locale.ROOT), "--");
  }

  private static Program.Run scan(List<String> capabilities) throws IOException {
    return Program.runBehind(
        only(capabilities),
        Program.jar().getParent(),
        "scan",
        "--container",
        container.id(),
        "-o",
        "json");
  }

  private static void assertRefused(String missing, List<String> capabilities) throws IOException {
    Program.Run run = scan(capabilities);
    assertEquals(2, run.status(), run.errors());
    assertTrue(run.errors().contains(missing + " missing"), run.errors());
  }

  private static String[] with(String[] command, Path argument) {
    return Stream.concat(Stream.of(command), Stream.of(argument.toString())).toArray(String[]::new);
  }

  private static String succeeds(List<String> capabilities, String command, Path argument)
      throws IOException {
    return succeeds(capabilities, command, argument.toString());
  }

  private static String succeeds(List<String> capabilities, String... command) throws IOException {
    Commands.Result result = attempt(capabilities, command);
    assertEquals(0, result.status(), result.errors());
    return result.output();
  }

  private static void assertDenied(
      String why, List<String> capabilities, String command, Path argument) throws IOException {
    assertDenied(why, capabilities, command, argument.toString());
  }

  private static void assertDenied(String why, List<String> capabilities, String... command)
      throws IOException {
    Commands.Result result = attempt(capabilities, command);
    assertFalse(result.status() == 0, result.output());
    assertTrue(result.errors().contains(why), result.errors());
  }

  private static Commands.Result attempt(List<String> capabilities, String... command)
      throws IOException {
    List<String> whole = new ArrayList<>(only(capabilities));
    whole.addAll(List.of(command));
    return Commands.attempt(new ProcessBuilder(whole));
  }
}
