package io.driftwatch.testing;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;

/** The agent's image, made once with each JDK for all classes of tests. */
public final class AgentImage {

  /** What it is called, whatever JDK it was made with. */
  public static final String NAME = "localhost/driftwatch/agent:test";

  private static final List<Path> MADE_OF =
      List.of(
          Program.jar(),
          Path.of("../daemonset/Dockerfile"),
          Path.of("../src-test-fixtures/image/build.sh"));

  private AgentImage() {}

  /**
   * As docker saves it. Whoever asks while another process of tests makes it waits for that; skips
   * the test where there is no docker to make it.
   *
   * @param jdk the home of the JDK that it is made with
   */
  @SuppressWarnings("try") // A lock is there to be had.
  public static Path archive(Path jdk) throws IOException {
    String name = "agent-image-" + jdk.toRealPath().getFileName() + ".tar";
    Path archive = Path.of("target", name).toAbsolutePath();
    Path turn = archive.resolveSibling("agent-image.lock");
    try (FileChannel channel = FileChannel.open(turn, CREATE, WRITE);
        FileLock lock = channel.lock()) {
      if (!isUpToDate(archive)) {
        Path part = archive.resolveSibling(name + ".part");
        Runtimes.start("docker").buildAgentImage(jdk, part);
        Files.move(part, archive, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return archive;
  }

  private static boolean isUpToDate(Path archive) throws IOException {
    if (!Files.exists(archive)) {
      return false;
    }
    FileTime made = Files.getLastModifiedTime(archive);
    for (Path part : MADE_OF) {
      if (Files.getLastModifiedTime(part).compareTo(made) > 0) {
        return false;
      }
    }
    return true;
  }
}
