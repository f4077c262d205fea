package io.driftwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.JsonSchema;
import io.driftwatch.testing.Program;
import io.driftwatch.testing.Runtimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is advised about real containers, and what comes of following it. */
@Tag("runtime")
final class AdviseIT {

  private static final String IMAGE = "localhost/driftwatch/web:1";
  private static final String LOGS = "/usr/local/apache2/logs";
  private static final String GET_PAGE =
      "bash -c 'exec 3<>/dev/tcp/127.0.0.1/80;"
          + " printf \"GET /index.html HTTP/1.0\\r\\n\\r\\n\" >&3; cat <&3' | grep -q 'It works!'";

  private static Runtimes runtimes;

  @TempDir private Path folder;

  private final List<Runtimes.Started> started = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    runtimes = Runtimes.start("docker", "podman", "cri");
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

  private Runtimes.Started run(String runtime, String name, String image, List<String> options)
      throws IOException {
    Runtimes.Started container = runtimes.run(runtime, name, image, options);
    started.add(container);
    return container;
  }

  private void exec(Runtimes.Started container, String script) throws IOException {
    runtimes.exec(container, Files.writeString(folder.resolve("do.sh"), script));
  }

  /** No agent runs here: it rests on this look, and says so. */
  private static Program.Run advise(Runtimes.Started container, String... options)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("advise", "--container", container.id(), "--min-watched", "0s"));
    arguments.addAll(List.of("--state-dir", "/nonexistent"));
    arguments.addAll(List.of(options));
    return Program.run(arguments.toArray(String[]::new));
  }

  private static JsonNode only(Program.Run run) throws IOException {
    assertEquals(0, run.status(), run.errors());
    assertEquals(List.of(), JsonSchema.advise().violations(run.json()));
    assertEquals(1, run.json().path("containers").size());
    return run.json().at("/containers/0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker", "podman"})
  void theServerNeedsOneMountAndIsImmutableWithIt(String runtime) throws IOException {
    Runtimes.Started writable = run(runtime, "writable", "web", List.of());
    JsonNode advice = only(advise(writable, "-o", "json"));
    assertEquals("ready-with-mounts", advice.path("verdict").asText(), "" + advice);
    assertEquals(1, advice.path("mounts").size(), "" + advice);
    assertEquals(LOGS, advice.at("/mounts/0/path").asText());
    assertEquals("empty", advice.at("/mounts/0/ground").asText());

    Runtimes.Started closed = run(runtime, "closed", "web", following(writable, runtime));
    exec(closed, GET_PAGE);
    exec(closed, "! touch /usr/local/apache2/conf/x");
    assertEquals("enforced", only(advise(closed, "-o", "json")).path("verdict").asText());
    assertTrue(advise(closed).output().startsWith("closed  enforced"), advise(closed).output());
  }

  /** The options of the command that is printed, for {@code run.sh}. */
  private static List<String> following(Runtimes.Started container, String runtime)
      throws IOException {
    String printed = advise(container, "-o", "patch").output();
    String command = printed.lines().filter(line -> !line.startsWith("#")).findFirst().orElse("");
    List<String> words = Arrays.asList(command.split(" "));
    assertEquals(List.of(runtime, "run"), words.subList(0, 2), printed);
    assertTrue(words.get(words.size() - 1).startsWith("localhost/driftwatch/"), printed);
    List<String> options = new ArrayList<>(List.of("--"));
    options.addAll(words.subList(2, words.size() - 1));
    return options;
  }

  @Test
  void withoutTheMountTheServerEnds() throws IOException {
    Commands.Result ended =
        runtimes.docker("run", "--rm", "--network", "none", "--read-only", IMAGE);
    assertTrue(ended.status() != 0);
    String said = ended.output() + ended.errors();
    assertTrue(said.contains("httpd.pid") && said.contains("Read-only file system"), said);
    assertThrows(
        IOException.class, () -> run("podman", "crash", "web", List.of("--", "--read-only")));
  }

  @ParameterizedTest
  @CsvSource({"docker", "podman"})
  void aVolumeBeginsWithTheImagesFiles(String runtime) throws IOException {
    Runtimes.Started writable = run(runtime, "conf", "web", List.of());
    exec(writable, "echo '# more' >>/usr/local/apache2/conf/httpd.conf");
    JsonNode advice = only(advise(writable, "-o", "json"));
    assertEquals("shared", advice.at("/mounts/0/ground").asText(), "" + advice);

    Runtimes.Started closed = run(runtime, "conf-closed", "web", following(writable, runtime));
    exec(closed, "grep -q DocumentRoot /usr/local/apache2/conf/httpd.conf");
    exec(closed, "echo '# more' >>/usr/local/apache2/conf/httpd.conf");
    exec(closed, GET_PAGE);
    assertEquals("enforced", only(advise(closed, "-o", "json")).path("verdict").asText());
  }

  /** As a spool is filled: from one mount to another rename(2) fails. */
  @ParameterizedTest
  @ValueSource(strings = {"docker", "podman"})
  void whatIsRenamedFromOneDirectoryToAnotherStillIs(String runtime) throws IOException {
    String deliver =
        "echo 1 >/srv/spool/tmp/m;"
            + " perl -e 'rename(\"/srv/spool/tmp/m\", \"/srv/spool/new/m\") or die $!'";
    Runtimes.Started writable = run(runtime, "spool", "web", List.of());
    exec(writable, deliver);
    JsonNode advice = only(advise(writable, "-o", "json"));
    assertEquals(
        List.of("/srv/spool", LOGS), advice.path("mounts").findValuesAsText("path"), "" + advice);

    Runtimes.Started closed = run(runtime, "spool-closed", "web", following(writable, runtime));
    exec(closed, deliver);
    assertEquals("enforced", only(advise(closed, "-o", "json")).path("verdict").asText());
  }

  /** As a start script does for a service of its own. Restarts make a mount point root's. */
  @Test
  void aDirectoryThatTheContainerMadeForAUserIsTheUsersEvenAfterARestart() throws IOException {
    Runtimes.Started writable = run("docker", "work", "web", List.of());
    exec(writable, "install -d -o 33 -g 33 -m 0755 /work");
    exec(writable, "setpriv --reuid 33 --regid 33 --clear-groups touch /work/x");

    Runtimes.Started closed = run("docker", "work-closed", "web", following(writable, "docker"));
    for (int starts = 0; starts < 2; starts++) {
      exec(closed, "[ \"$(stat -c '%a %u:%g' /work)\" = '755 33:33' ]");
      exec(closed, "setpriv --reuid 33 --regid 33 --clear-groups touch /work/x");
      Commands.Result again = runtimes.docker("restart", "--time", "1", closed.id());
      assertEquals(0, again.status(), again.errors());
    }
  }

  /** As MariaDB and Python do with what nobody else is to see. */
  @Test
  void aFileWithoutANameNeedsAMount() throws IOException {
    Runtimes.Started writable = run("docker", "nameless", "web", List.of());
    String write = "perl -e 'use Fcntl; sysopen(F, \"/tmp\", 020200000 | O_RDWR, 0600) or die $!'";
    exec(writable, write);
    JsonNode advice = only(advise(writable, "-o", "json"));
    assertEquals(
        List.of("/tmp", LOGS), advice.path("mounts").findValuesAsText("path"), "" + advice);
    exec(run("docker", "nameless-closed", "web", following(writable, "docker")), write);
  }

  /** Podman itself writes a user whom the image does not know to /etc/passwd. */
  @ParameterizedTest
  @ValueSource(strings = {"docker", "podman"})
  void anOrdinaryUserCanWriteWhatItCould(String runtime) throws IOException {
    List<String> user = List.of("--", "--user", "33:33");
    Runtimes.Started writable = run(runtime, "user", "busybox", user);
    exec(writable, "echo x >/tmp/x");
    JsonNode advice = only(advise(writable, "-o", "json"));
    assertEquals("ready-with-mounts", advice.path("verdict").asText(), "" + advice);
    assertTrue(
        advice.path("open").findValuesAsText("kind").stream().noneMatch("runs-as-root"::equals));

    List<String> options = new ArrayList<>(following(writable, runtime));
    options.addAll(List.of("--user", "33:33"));
    Runtimes.Started closed = run(runtime, "user-closed", "busybox", options);
    exec(closed, "echo x >/tmp/x");
    assertEquals("enforced", only(advise(closed, "-o", "json")).path("verdict").asText());
  }

  @Test
  void whatNoMountCanHoldIsNotReady() throws IOException {
    Runtimes.Started container = run("docker", "hopeless", "web", List.of());
    exec(container, "rm /usr/bin/touch; echo x:x:0:0::/: >>/etc/passwd");
    JsonNode advice = only(advise(container, "-o", "json"));
    assertEquals("not-ready", advice.path("verdict").asText(), "" + advice);
    assertEquals(
        List.of("/etc", "/usr/bin"), advice.path("notByMount").findValuesAsText("directory"));
    String patch = advise(container, "-o", "patch").output();
    assertTrue(patch.lines().allMatch(line -> line.startsWith("#")), patch);
  }

  @Test
  void aPodsPatchIsForThePod() throws IOException {
    Runtimes.Started container = run("cri", "web", "busybox", List.of());
    exec(container, "echo x >/tmp/x");
    String pod = "team-purple/web";
    Program.Run run =
        Program.run(
            "advise",
            "--pod",
            pod,
            "--min-watched",
            "0s",
            "--state-dir",
            "/nonexistent",
            "-o",
            "patch");
    assertEquals(0, run.status(), run.errors());
    assertTrue(run.output().contains("\nkind: Pod\n"), run.output());
    assertTrue(run.output().contains("mountPath: /tmp\n"), run.output());
    assertTrue(run.errors().contains("no API server is known"), run.errors());
  }

  @Test
  void aPatchIsForOneWorkloadAtATime() throws IOException {
    run("docker", "one", "busybox", List.of());
    run("podman", "two", "busybox", List.of());
    Program.Run run = Program.run("advise", "-o", "patch");
    assertEquals(2, run.status(), run.output());
    assertEquals(2, Program.run("advise", "--min-watched", "soon").status());
  }
}
