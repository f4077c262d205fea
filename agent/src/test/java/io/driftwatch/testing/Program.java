package io.driftwatch.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The built program, run as people run it. */
public final class Program {

  private Program() {}

  /**
   * What a run did.
   *
   * @param status its exit status
   * @param output its stdout
   * @param errors its stderr
   */
  public record Run(int status, String output, String errors) {

    /** What it printed, as JSON. */
    public JsonNode json() throws IOException {
      return new ObjectMapper().readTree(output);
    }
  }

  /** Runs the program with these arguments. */
  public static Run run(String... arguments) throws IOException {
    return runBehind(List.of(), jar().getParent(), arguments);
  }

  /** The built jar; its libraries lie in {@code lib} beside it. */
  public static Path jar() {
    return Path.of(System.getProperty("driftwatch.jar"));
  }

  /**
   * Runs a copy of the program as the last arguments of another, such as one that drops rights.
   *
   * @param folder that holds the copy
   */
  public static Run runBehind(List<String> wrapper, Path folder, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", folder.resolve(jar().getFileName()).toString()));
    command.addAll(List.of(arguments));
    Commands.Result result = Commands.attempt(new ProcessBuilder(command));
    return new Run(result.status(), utf8(result.output()), utf8(result.errors()));
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
