package io.driftwatch.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process that moves a program about in a directory, all the time; see {@code restless.py}. */
public final class RestlessNames implements AutoCloseable {

  private static final String SCRIPT = "restless.py";

  private final Path script;
  private final Process process;

  private RestlessNames(Path script, Process process) {
    this.script = script;
    this.process = process;
  }

  /**
   * Starts it, and waits until it moves.
   *
   * @param folder where
   * @param mode as the script knows it
   * @param microseconds from one move to the next
   */
  public static RestlessNames start(Path folder, String mode, int microseconds) throws IOException {
    Path script = Files.createTempFile("driftwatch", SCRIPT);
    try (InputStream source = RestlessNames.class.getResourceAsStream(SCRIPT)) {
      Files.write(script, source.readAllBytes());
    }
    Process process =
        Commands.start(
            new ProcessBuilder(
                    "python3",
                    script.toString(),
                    mode,
                    Integer.toString(microseconds),
                    folder.toString())
                .redirectErrorStream(true));
    RestlessNames names = new RestlessNames(script, process);
    String said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    if (!"ready".equals(said)) {
      names.close();
      throw new IOException(SCRIPT + ": " + said);
    }
    return names;
  }

  /** Whether it still moves what it moves. */
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    process.onExit().join();
    Files.delete(script);
  }
}
