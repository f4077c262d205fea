package io.driftwatch.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * A shell script that runs beside a test, under a name of the test's choice, with what it starts.
 */
public final class Background implements AutoCloseable {

  private static final String READY = "ready";

  private final Process process;
  private final String said;

  private Background(Process process, String said) {
    this.process = process;
    this.said = said;
  }

  /**
   * Starts a script and waits until it has printed {@code ready}, or has ended.
   *
   * @param file which is written, and whose name the process has
   * @param wrapper a program that starts it, such as one that changes the user
   * @param folder it works in
   * @param script for sh
   */
  public static Background start(
      Path file, List<String> wrapper, Path folder, String script, String... arguments)
      throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> command = new ArrayList<>(wrapper);
    command.add(file.toString());
    command.addAll(List.of(arguments));
    Process process =
        Commands.start(
            new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true));
    StringBuilder said = new StringBuilder();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    while (line != null && !line.equals(READY)) {
      said.append(line).append('\n');
      line = out.readLine();
    }
    if (line == null) {
      RealParts.whatAShellDidNotFind(said.toString());
      return new Background(process, said + "(ended)");
    }
    return new Background(process, "");
  }

  /** Whether it got as far as to be ready. */
  public boolean isReady() {
    return said.isEmpty();
  }

  /** What it said where it did not. */
  public String said() {
    return said;
  }

  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
  }
}
