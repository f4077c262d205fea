package io.driftwatch.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Runs programs that a test holds our answers against, and needs each of them as a real part of the
 * machine: a test is skipped for the very program that is missing. So nothing else in the tests
 * starts one, see {@code EveryProgramIsAskedForTest}.
 */
public final class Commands {

  private static final File NOTHING = new File("/dev/null");

  private Commands() {}

  /**
   * What a program did.
   *
   * @param status its exit status
   * @param output what it printed on stdout, one character a byte
   * @param errors what it printed on stderr
   */
  public record Result(int status, String output, String errors) {}

  /** Starts a program that the machine must have. One that is named by a path is a test's own. */
  public static Process start(ProcessBuilder builder) throws IOException {
    String program = builder.command().get(0);
    if (!program.contains("/")) {
      RealParts.command(program);
    }
    return builder.start();
  }

  /** What a program prints; it must succeed. */
  public static String run(String... command) throws IOException {
    Result result = attempt(new ProcessBuilder(command));
    if (result.status() != 0) {
      RealParts.whatAShellDidNotFind(result.errors());
      throw new IOException(
          String.join(" ", List.of(command)) + ": " + result.status() + " " + result.errors());
    }
    return result.output();
  }

  /** What a program does, whether it succeeds or not. */
  public static Result attempt(ProcessBuilder builder) throws IOException {
    Process process = start(builder.redirectInput(ProcessBuilder.Redirect.from(NOTHING)));
    try {
      CompletableFuture<String> errors =
          CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
      String output = text(process.getInputStream());
      return new Result(process.waitFor(), output, errors.join());
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static String text(InputStream in) {
    try {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
