package io.driftwatch.daemonset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftwatch.testing.AgentImage;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.Runtimes;
import io.driftwatch.testing.Runtimes.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent's image, made with each JDK of this machine, and run by docker. */
@ParameterizedClass
@MethodSource("jdks")
@Tag("runtime")
@Timeout(600)
final class ImageIT {

  private static final String HOME = "opt/driftwatch/";
  private static final String JAVA = "/" + HOME + "java/bin/java";
  private static final String JAR = "/" + HOME + "driftwatch.jar";

  /** What of a system is in it: libraries, their loader, and how names of hosts are found. */
  private static final Pattern OF_THE_SYSTEM =
      Pattern.compile("(usr/)?lib(64)?/([a-z0-9_-]+/)?[^/]*\\.so(\\.[0-9.]+)?|etc/nsswitch\\.conf");

  /** What docker puts into every container. */
  private static final Pattern OF_DOCKER =
      Pattern.compile("\\.dockerenv|dev/console|etc/(hostname|hosts|mtab|resolv\\.conf)");

  @TempDir private static Path temporary;
  private static Runtimes docker;
  private static Path archive;

  @Parameter private Path jdk;

  static List<Path> jdks() throws IOException {
    return Jdks.all();
  }

  @BeforeAll
  static void startDocker() throws IOException {
    docker = Runtimes.start("docker");
  }

  @AfterAll
  static void stopDocker() throws IOException {
    if (docker != null) {
      docker.close();
    }
  }

  @BeforeParameterizedClassInvocation
  static void build(Path jdk) throws IOException {
    archive = AgentImage.archive(jdk);
    output(docker.docker("load", "--input", archive.toString()));
  }

  @Test
  void thereIsNoProgramInItButJava() throws IOException {
    List<Entry> files = files();

    assertEquals(List.of(), files.stream().filter(Entry::changesTheUser).map(Entry::path).toList());
    assertEquals(
        List.of(HOME + "java/bin/java"),
        files.stream()
            .filter(entry -> entry.path().startsWith(HOME) && entry.isExecutable())
            .map(Entry::path)
            .toList());
    assertEquals(
        List.of(),
        files.stream()
            .map(Entry::path)
            .filter(path -> !path.startsWith(HOME))
            .filter(path -> !OF_THE_SYSTEM.matcher(path).matches())
            .filter(path -> !OF_DOCKER.matcher(path).matches())
            .toList());
  }

  @Test
  void theProgramIsALayerWithoutTheLibraries() throws IOException {
    List<List<String>> layers = layers();

    assertEquals(4, layers.size());
    assertTrue(layers.get(1).contains(HOME + "java/bin/java"), () -> "" + layers.get(1));
    assertTrue(layers.get(2).stream().allMatch(file -> file.startsWith(HOME + "lib/")));
    assertEquals(List.of(HOME + "driftwatch.jar", HOME + "driftwatch.jsa"), layers.get(3));
  }

  @Test
  void theArchiveOfClassesIsTaken() throws IOException {
    Commands.Result run =
        docker.docker(
            "run",
            "--rm",
            "--network=none",
            "--entrypoint=" + JAVA,
            AgentImage.NAME,
            "-Xshare:on",
            "-jar",
            JAR,
            "--version");

    assertEquals("0 ", run.status() + " " + run.errors());
    assertTrue(run.output().contains("Java " + Jdks.feature(jdk) + "."), run::output);
  }

  @Test
  void theAgentAndACallBesideItFindDriftAndWriteNothing() throws IOException {
    Started web = docker.run("docker", "web", "busybox", List.of());
    try (AgentContainer agent = AgentContainer.start(docker, AgentImage.NAME, temporary)) {
      agent.await("it is ready", () -> agent.get("/readyz").statusCode() == 200);
      docker.exec(web, Files.writeString(temporary.resolve("do.sh"), "rm /bin/touch"));

      Commands.Result scan = agent.call("scan", "-o", "json", "--container", web.id());
      assertEquals("1 ", scan.status() + " " + scan.errors());
      JsonNode container = new ObjectMapper().readTree(scan.output()).at("/containers/0");
      assertEquals("[\"/bin/touch\"]", "" + container.findValues("path"));

      Commands.Result list = agent.call("list", "-o", "json");
      assertEquals("0 ", list.status() + " " + list.errors());
      assertTrue(list.output().contains(web.id()), list::output);

      agent.await("it tells", () -> agent.logs().contains("\"path\":\"/bin/touch\""));
      String metrics = agent.get("/metrics").body();
      assertTrue(
          metrics.contains(
              "driftwatch_container_drifted{namespace=\"\",pod=\"\",container=\"web\""));
      assertTrue(metrics.contains("\njvm_memory_bytes_used{"), metrics);
      assertTrue(metrics.contains("\nprocess_resident_memory_bytes "), metrics);
      assertEquals("0 ", agent.diff());
    } finally {
      docker.remove(web);
    }
  }

  private static List<Entry> files() throws IOException {
    String container = output(docker.docker("create", "--network=none", AgentImage.NAME)).strip();
    Path root = temporary.resolve("root.tar");
    try {
      output(docker.docker("export", "-o", root.toString(), container));
      return Commands.run("tar", "--numeric-owner", "-tvf", root.toString())
          .lines()
          .filter(line -> !line.startsWith("d"))
          .map(Entry::of)
          .toList();
    } finally {
      Files.deleteIfExists(root);
      output(docker.docker("rm", container));
    }
  }

  /** The files of each layer, lowest first. */
  private static List<List<String>> layers() throws IOException {
    String manifest = Commands.run("tar", "-xOf", archive.toString(), "manifest.json");
    JsonNode names = new ObjectMapper().readTree(manifest).at("/0/Layers");
    List<List<String>> layers = new ArrayList<>();
    for (JsonNode name : names) {
      String files =
          Commands.run(
              "sh",
              "-c",
              "tar -xOf \"$1\" \"$2\" | tar -t",
              "sh",
              archive.toString(),
              name.asText());
      layers.add(files.lines().filter(file -> !file.endsWith("/")).sorted().toList());
    }
    return layers;
  }

  private static String output(Commands.Result result) {
    assertEquals(0, result.status(), result::errors);
    return result.output();
  }

  /** A file, as tar lists it. */
  private record Entry(String mode, String path) {

    private static final Pattern COLUMNS =
        Pattern.compile("(\\S{10})(?: +\\S+){4} (.*?)(?: -> .*)?");

    static Entry of(String line) {
      Matcher columns = COLUMNS.matcher(line);
      assertTrue(columns.matches(), line);
      return new Entry(columns.group(1), columns.group(2));
    }

    boolean changesTheUser() {
      return mode.toLowerCase(Locale.ROOT).contains("s");
    }

    boolean isExecutable() {
      return mode.startsWith("-") && mode.contains("x");
    }
  }
}
