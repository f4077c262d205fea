package io.driftwatch.daemonset;

import io.driftwatch.testing.Commands;
import io.driftwatch.testing.RealParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The agent's image, built by a real docker with the JDK that runs the tests. */
final class AgentImage {

  static final String NAME = "localhost/driftwatch/agent";
  static final String TAG = "test";

  private static final Path FIXTURES = Path.of("../src-test-fixtures").toAbsolutePath();
  private static final Path ARCHIVE = Path.of("target/agent-image.tar").toAbsolutePath();
  private static final List<String> PROGRAMS =
      List.of("dockerd", "docker", "containerd", "runc", "debootstrap", "busybox");

  private AgentImage() {}

  /** Builds it, with a docker of its own; skips where that cannot be. */
  static Path build() throws IOException {
    RealParts.overlayMounts();
    PROGRAMS.forEach(RealParts::command);
    Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "dwi");
    try {
      run("image/build.sh", folder.toString(), ARCHIVE.toString(), System.getProperty("java.home"));
      return ARCHIVE;
    } finally {
      run("runtimes/down.sh", folder.toString(), "--purge");
      Files.deleteIfExists(folder);
    }
  }

  private static void run(String script, String... arguments) throws IOException {
    String[] command = new String[arguments.length + 1];
    command[0] = FIXTURES.resolve(script).toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .putIfAbsent("DRIFTWATCH_ROOTFS_CACHE", Path.of("target/rootfs").toAbsolutePath() + "");
    Commands.Result result = Commands.attempt(builder);
    if (result.status() != 0) {
      throw new IOException(script + ": " + result.errors());
    }
  }
}
