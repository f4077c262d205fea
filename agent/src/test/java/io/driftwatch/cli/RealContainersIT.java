package io.driftwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftwatch.testing.JsonSchema;
import io.driftwatch.testing.Program;
import io.driftwatch.testing.Runtimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The program on real containers: who they are, and what people and scripts are told. */
@Tag("runtime")
final class RealContainersIT {

  private static Runtimes runtimes;

  @TempDir private Path folder;

  private final List<Runtimes.Started> started = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    runtimes = Runtimes.start("docker", "podman", "containerd", "cri");
  }

  @AfterAll
  static void stop() throws IOException {
    if (runtimes != null) {
      runtimes.close();
    }
  }

  @AfterEach
  void removeContainers() throws IOException {
    for (Runtimes.Started container : started) {
      runtimes.remove(container);
    }
  }

  private Runtimes.Started run(String runtime, String name, String image, String... options)
      throws IOException {
    Runtimes.Started container = runtimes.run(runtime, name, image, List.of(options));
    started.add(container);
    return container;
  }

  private void exec(Runtimes.Started container, String script) throws IOException {
    runtimes.exec(container, Files.writeString(folder.resolve("do.sh"), script));
  }

  @ParameterizedTest
  @CsvSource({
    "docker, busybox",
    "docker, layers60",
    "podman, busybox",
    "podman, layers60",
    "containerd, busybox",
    "containerd, layers60",
    "cri, busybox",
    "cri, layers60",
    "cri, httpd"
  })
  void untouchedContainerIsClean(String runtime, String image) throws IOException {
    Runtimes.Started container = run(runtime, "clean", image);
    Program.Run run = Program.run("scan", "--container", container.id(), "-o", "json");
    assertEquals(0, run.status(), run.output());
    assertKeepsToSchema(run.json());
    JsonNode only = run.json().at("/containers/0");
    assertEquals("scanned", only.path("status").asText());
    assertEquals(0, only.path("findings").size());
    assertTrue(run.json().path("complete").asBoolean());
  }

  @Test
  void podIsKnownByItsNamesWithItsSandbox() throws IOException {
    Runtimes.Started container = run("cri", "web", "busybox");
    Program.Run run = Program.run("scan", "--pod", "team-purple/web", "-o", "json");
    assertEquals(0, run.status(), run.output());
    assertKeepsToSchema(run.json());
    Set<String> names = new TreeSet<>();
    for (JsonNode found : run.json().path("containers")) {
      names.add(found.path("name").asText() + " " + found.path("id").asText());
      assertEquals("containerd", found.path("runtime").asText());
      assertEquals("team-purple", found.at("/pod/namespace").asText());
      assertEquals("web", found.at("/pod/name").asText());
      assertEquals(36, found.at("/pod/uid").asText().length());
    }
    assertEquals(Set.of("app " + container.id(), "POD " + container.sandbox()), names);
    assertEquals(0, Program.run("list", "--namespace", "team-purple").status());
  }

  @Test
  void dockerContainerIsKnownByItsNameAndImage() throws IOException {
    Runtimes.Started container = run("docker", "by-name", "busybox", "--read-only");
    JsonNode listed = Program.run("list", "--container", "by-name", "-o", "json").json().get(0);
    assertEquals(List.of(), JsonSchema.scan().definition("listedContainer").violations(listed));
    assertEquals(container.id(), listed.path("id").asText());
    assertEquals("docker", listed.path("runtime").asText());
    assertEquals("localhost/driftwatch/busybox:1", listed.at("/image/reference").asText());
    assertTrue(listed.at("/image/id").asText().matches("sha256:[0-9a-f]{64}"));
    assertTrue(listed.at("/rootfs/readOnly").asBoolean());
    assertTrue(Files.isDirectory(Path.of(listed.at("/rootfs/upperdir").asText())));
  }

  @Test
  void podmanContainerIsKnownByItsNameAndImage() throws IOException {
    Runtimes.Started container = run("podman", "by-podman", "busybox", "--read-only");
    JsonNode listed = Program.run("list", "--container", "by-podman", "-o", "json").json().get(0);
    assertEquals(List.of(), JsonSchema.scan().definition("listedContainer").violations(listed));
    assertEquals(container.id(), listed.path("id").asText());
    assertEquals("podman", listed.path("runtime").asText());
    assertEquals("localhost/driftwatch/busybox:1", listed.at("/image/reference").asText());
    assertTrue(listed.at("/image/id").asText().matches("sha256:[0-9a-f]{64}"));
    assertTrue(listed.at("/rootfs/readOnly").asBoolean());
  }

  @Test
  void containerOfCtrIsKnownByItsIdAndImage() throws IOException {
    Runtimes.Started container = run("containerd", "by-ctr", "busybox");
    JsonNode listed =
        Program.run("list", "--container", container.id(), "-o", "json").json().get(0);
    assertEquals(container.id(), listed.path("id").asText());
    assertEquals("containerd", listed.path("runtime").asText());
    assertEquals("localhost/driftwatch/busybox:1", listed.at("/image/reference").asText());
  }

  @Test
  void exitStatusFollowsTheWorstFinding() throws IOException {
    Runtimes.Started container = run("docker", "status", "busybox");
    exec(container, "echo 1 >/tmp/note");
    assertEquals(0, scanStatus(container, "warning"));
    assertEquals(1, scanStatus(container, "info"));
    exec(container, "echo 1 >/root/note");
    assertEquals(1, scanStatus(container, "warning"));
    assertEquals(0, scanStatus(container, "critical"));
    exec(container, "rm /bin/touch");
    assertEquals(1, scanStatus(container, "critical"));
    assertEquals(0, scanStatus(container, "none"));
  }

  private static int scanStatus(Runtimes.Started container, String failOn) throws IOException {
    return Program.run("scan", "--container", container.id(), "--fail-on", failOn).status();
  }

  @Test
  void editThatKeepsSizeAndTimesIsFoundWhereDockerDiffSeesNothing() throws IOException {
    Runtimes.Started container = run("docker", "stealth", "httpd");
    exec(
        container,
        "touch -r /usr/bin/whoami /tmp/r && printf X | dd of=/usr/bin/whoami bs=1 seek=100"
            + " conv=notrunc 2>/dev/null && touch -r /tmp/r /usr/bin/whoami");
    assertFalse(runtimes.diff(container).output().contains("/usr/bin/whoami"));
    String output = Program.run("scan", "--container", container.id()).output();
    assertTrue(
        output.matches("(?s).*critical +modified +/usr/bin/whoami +content, same size.*"), output);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker", "podman", "containerd", "cri"})
  void mountThatNobodyDeclaredIsAFinding(String runtime) throws IOException {
    Runtimes.Started container = run(runtime, "mounts", "busybox", "--", "--cap-add", "SYS_ADMIN");
    exec(container, "mkdir /hide && mount -t tmpfs none /hide || true");
    JsonNode found =
        Program.run("scan", "--container", container.id(), "-o", "json").json().at("/containers/0");
    Set<String> rules = new TreeSet<>();
    found
        .path("findings")
        .forEach(f -> rules.add(f.path("rule").asText() + " " + f.path("path").asText()));
    assertEquals(Set.of("undeclared-mount /hide"), rules);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker", "podman", "containerd", "cri"})
  void volumesAndTheirMountPointsAreNoDrift(String runtime) throws IOException {
    Path volume = Files.createDirectory(folder.resolve("volume"));
    Files.writeString(volume.resolve("file"), "1");
    String option = volume + ":/srv/some/data";
    Runtimes.Started container = run(runtime, "volume", "busybox", "--", "--volume", option);
    exec(container, "echo 2 >/srv/some/data/other");
    JsonNode found =
        Program.run("scan", "--container", container.id(), "-o", "json").json().at("/containers/0");
    assertEquals(0, found.path("findings").size(), found.toPrettyString());
    assertTrue(found.at("/counts/mountpoints").asInt() > 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--init=false", "--read-only"})
  void theDirectoryThatDockerMakesToStartInIsNoDrift(String option) throws IOException {
    Runtimes.Started container =
        run("docker", "start", "busybox", "--", "--workdir", "/new/place", option);
    String diff = runtimes.diff(container).output();
    assertTrue(diff.contains("A /new/place"), diff);
    Program.Run run = Program.run("scan", "--container", container.id(), "-o", "json");
    assertEquals(0, run.status(), run.output());
    assertEquals(0, run.json().at("/containers/0/findings").size(), run.output());
  }

  /** As podman's own diff shows, it appends to the image's files of accounts. */
  @ParameterizedTest
  @CsvSource({
    "busybox, 1234,      C /etc/passwd",
    "busybox, 1234:5678, C /etc/passwd",
    "busybox, 1234:root, C /etc/passwd",
    "busybox, root:5678, C /etc/group",
    "busybox, 0:5678,    C /etc/group",
    "pause,   1234,      A /etc/passwd",
    "pause,   1234:5678, A /etc/group"
  })
  void theAccountThatPodmanAddsIsNoDrift(String image, String user, String own) throws IOException {
    Runtimes.Started container = run("podman", "account", image, "--", "--user", user);
    String diff = runtimes.diff(container).output();
    assertTrue(diff.contains(own), diff);
    Program.Run run = Program.run("scan", "--container", container.id(), "-o", "json");
    assertEquals(0, run.status(), run.output());
    assertEquals(0, run.json().at("/containers/0/findings").size(), run.output());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1234:*:1234:0:container user:/:/bin/sh\n",
        "r:*:0:0:container user:/:/bin/sh\n",
        "\n"
      })
  void anAccountThatSomebodyElseAddsIsDrift(String line) throws IOException {
    Runtimes.Started container = run("podman", "accounts", "busybox", "--", "--user", "1234");
    JsonNode before =
        Program.run("scan", "--container", container.id(), "-o", "json").json().at("/containers/0");
    Path users = Path.of("/proc", before.path("pid").asText(), "root/etc/passwd");
    Files.writeString(users, line, StandardOpenOption.APPEND);
    JsonNode found =
        Program.run("scan", "--container", container.id(), "-o", "json").json().at("/containers/0");
    assertEquals(1, found.path("findings").size(), found.toPrettyString());
    assertEquals("/etc/passwd", found.at("/findings/0/path").asText());
    assertEquals("critical", found.at("/findings/0/severity").asText());
  }

  /** What podman is told by hand is in no file of the container's that can be read here. */
  @Test
  void anAccountAsPodmanNeverMakesOneIsDrift() throws IOException {
    Runtimes.Started container =
        run("podman", "entry", "busybox", "--", "--user", "1234", "--passwd-entry", "a::0:0::/:");
    assertEquals(1, scanStatus(container, "critical"));
  }

  private static void assertKeepsToSchema(JsonNode report) throws IOException {
    assertEquals(List.of(), JsonSchema.scan().violations(report));
  }
}
