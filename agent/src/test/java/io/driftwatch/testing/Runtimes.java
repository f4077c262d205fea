package io.driftwatch.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Real container runtimes, started by the scripts of {@code src-test-fixtures/runtimes} below a
 * folder of their own, and ended with all that they made. The scripts' README names them.
 *
 * <p>Those of this machine are started once for all classes of tests that a process runs, each by
 * the first class that needs it, and end with that process.
 */
public final class Runtimes implements AutoCloseable {

  private static final Path SCRIPTS = Path.of("../src-test-fixtures/runtimes").toAbsolutePath();
  private static final List<String> PROGRAMS = List.of("runc", "debootstrap", "rsync", "busybox");
  private static final Map<String, List<String>> PROGRAMS_OF =
      Map.of(
          "docker", List.of("dockerd", "docker", "containerd"),
          "podman", List.of("podman", "conmon", "crun"),
          "containerd", List.of("containerd", "ctr"),
          "cri", List.of("containerd"));

  private static final List<String> MODERN_PROGRAMS =
      List.of("patchelf", "dpkg-deb", "newuidmap", "python3");

  /** Kept between runs, as CI may do elsewhere: to make or fetch these takes longest. */
  private static final Map<String, String> CACHES =
      Map.of("DRIFTWATCH_ROOTFS_CACHE", "rootfs", "DRIFTWATCH_PACKAGES_CACHE", "packages");

  private final String folder;

  /**
   * The option of {@code down.sh} that says what {@link #close} ends: containers, or everything.
   */
  private final String endedByClose;

  private Runtimes(Path folder, String endedByClose) {
    this.folder = folder.toString();
    this.endedByClose = endedByClose;
  }

  /** The runtimes that classes of tests have one after the other. */
  private static final class Shared {

    static final Runtimes RUNTIMES = make();

    private static Runtimes make() {
      try {
        Path folder = newFolder();
        Runtimes all = new Runtimes(folder, "--purge");
        Runtime.getRuntime().addShutdownHook(new Thread(all::closeAtTheEnd));
        return new Runtimes(folder, "--containers");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * A container that runs.
   *
   * @param runtime as the scripts name it
   * @param id its id
   * @param sandbox id of its pod's sandbox; null outside of pods
   */
  public record Started(String runtime, String id, String sandbox) {}

  /**
   * Starts those of this machine's runtimes that do not run yet, with their images; skips the test
   * where programs are missing. What is closed are the containers.
   *
   * @param names of {@code docker}, {@code podman}, {@code containerd} and {@code cri}
   */
  public static Runtimes start(String... names) throws IOException {
    needPrograms(names);
    Shared.RUNTIMES.up(names);
    return Shared.RUNTIMES;
  }

  private static void needPrograms(String... names) {
    RealParts.overlayMounts();
    PROGRAMS.forEach(RealParts::command);
    for (String name : names) {
      PROGRAMS_OF.get(name).forEach(RealParts::command);
    }
  }

  /**
   * Starts runtimes of a newer Debian for one class, with their images; skips the test where its
   * packages cannot be had.
   *
   * @param names any that the scripts have
   */
  public static Runtimes startModern(String... names) throws IOException {
    RealParts.overlayMounts();
    PROGRAMS.forEach(RealParts::command);
    MODERN_PROGRAMS.forEach(RealParts::command);
    return startOwn(newFolder(), true, names);
  }

  /**
   * Starts this machine's runtimes for one class below a folder, which stays the caller's.
   *
   * @param folder that is empty, on a file system that holds three gigabytes
   */
  public static Runtimes startIn(Path folder, String... names) throws IOException {
    needPrograms(names);
    return startOwn(folder, false, names);
  }

  private static Path newFolder() throws IOException {
    return Files.createTempDirectory(Path.of("/var/tmp"), "dw");
  }

  private static Runtimes startOwn(Path folder, boolean modern, String... names)
      throws IOException {
    Runtimes runtimes = new Runtimes(folder, "--purge");
    try {
      if (modern) {
        Commands.Result fetched = runtimes.attempt("modern.sh", List.of());
        RealParts.need("newer runtimes", fetched.status() == 0, fetched.errors().strip());
      }
      runtimes.up(names);
      return runtimes;
    } catch (IOException | RuntimeException | AssertionError e) {
      runtimes.close();
      throw e;
    }
  }

  private void up(String... names) throws IOException {
    script("up.sh", List.of(names));
    script("images.sh", List.of());
  }

  /** Starts a container of one of the images, with more options of {@code run.sh}. */
  public Started run(String runtime, String name, String image, List<String> options)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of(runtime, name, image));
    arguments.addAll(options);
    JsonNode started = new ObjectMapper().readTree(script("run.sh", arguments));
    return new Started(runtime, started.path("id").asText(), started.path("sandbox").asText(null));
  }

  /** Runs a shell script in a container. */
  public void exec(Started container, Path shellScript) throws IOException {
    script("exec.sh", List.of(container.runtime(), container.id(), shellScript.toString()));
  }

  /** What differs from the image, as rsync sees it: lines of kind of change and path. */
  public Set<String> oracle(Started container) throws IOException {
    String lines = script("oracle.sh", List.of(container.runtime(), container.id()));
    return new TreeSet<>(lines.lines().map(Runtimes::utf8).toList());
  }

  private static String utf8(String bytes) {
    return new String(
        bytes.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1),
        java.nio.charset.StandardCharsets.UTF_8);
  }

  /** What the runtime's own client says of a container's changes, if it can. */
  public Commands.Result diff(Started container) throws IOException {
    return attempt("diff.sh", List.of(container.runtime(), container.id()));
  }

  /** What containerd's own client prints. */
  public String ctr(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ctr", "-a", folder + "/containerd/sock"));
    command.addAll(List.of("-n", "k8s.io"));
    command.addAll(List.of(arguments));
    return Commands.run(command.toArray(String[]::new));
  }

  /** What docker's own client does. */
  public Commands.Result docker(String... arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("docker", "-H", "unix://" + folder + "/docker/sock");
    builder.command().addAll(List.of(arguments));
    builder.environment().put("DOCKER_CONFIG", folder + "/docker/client");
    return Commands.attempt(builder);
  }

  /** Builds the agent's image in docker, and saves it. */
  void buildAgentImage(Path jdk, Path archive) throws IOException {
    script("../image/build.sh", List.of(archive.toString(), jdk.toString()));
  }

  /** Where containerd keeps what is to last. */
  public String containerdRoot() {
    return folder + "/containerd/root";
  }

  /** Removes a container, and its pod. */
  public void remove(Started container) throws IOException {
    script("rm.sh", List.of(container.runtime(), container.id()));
  }

  private String script(String name, List<String> arguments) throws IOException {
    Commands.Result result = attempt(name, arguments);
    if (result.status() != 0) {
      throw new IOException(name + " " + arguments + ": " + result.errors());
    }
    return result.output();
  }

  private Commands.Result attempt(String name, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(SCRIPTS.resolve(name).toString(), folder));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    CACHES.forEach(
        (variable, kept) ->
            builder
                .environment()
                .putIfAbsent(variable, Path.of("target", kept).toAbsolutePath().toString()));
    return Commands.attempt(builder);
  }

  @Override
  public void close() throws IOException {
    script("down.sh", List.of(endedByClose));
  }

  private void closeAtTheEnd() {
    try {
      close();
    } catch (IOException e) {
      System.err.println(e.getMessage());
    }
  }
}
