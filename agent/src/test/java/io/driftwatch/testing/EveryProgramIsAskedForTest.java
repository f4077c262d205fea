package io.driftwatch.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A test that starts a program without asking whether the machine has it fails on somebody's
 * machine. So all are started by {@link Commands}, which asks.
 */
final class EveryProgramIsAskedForTest {

  /** The second is how it is asked whether the kernel mounts overlays. */
  private static final Set<String> MAY_START =
      Set.of("io.driftwatch.testing.Commands", "io.driftwatch.testing.RealParts$OverlayAttempt");

  /** Lines of javap: a class begins, or a program is started. */
  private static final Pattern CLASS =
      Pattern.compile("^(?:[a-z]+ )*(?:class|interface|enum) (io[.]driftwatch[.][\\w.$]+)");

  private static final Pattern START =
      Pattern.compile(" // Method java/lang/(?:ProcessBuilder[.]start|Runtime[.]exec):");

  @Test
  void onlyOnePlaceStartsPrograms() throws Exception {
    Path classes =
        Path.of(Commands.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Set<String> starters = new TreeSet<>();
    String current = "";
    for (String line : disassembled(classes).lines().toList()) {
      Matcher begins = CLASS.matcher(line);
      if (begins.find()) {
        current = begins.group(1);
      } else if (START.matcher(line).find()) {
        starters.add(current);
      }
    }

    assertEquals(new TreeSet<>(MAY_START), starters);
  }

  /** What is thrown depends on whether the machine must have everything. */
  @ParameterizedTest
  @ValueSource(strings = {"no-such-program", "sh -euc no-such-program", "bash -c no-such-program"})
  void theProgramThatIsMissingIsNamed(String command) {
    Throwable e = assertThrows(Throwable.class, () -> Commands.run(command.split(" ", 3)));

    assertTrue(e.getMessage().contains("no-such-program (install it"), e.toString());
  }

  private static String disassembled(Path classes) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-c", "-p"));
    try (Stream<Path> files = Files.walk(classes.resolve("io/driftwatch"))) {
      files
          .filter(EveryProgramIsAskedForTest::mayStart)
          .map(Path::toString)
          .forEach(arguments::add);
    }
    StringWriter out = new StringWriter();
    PrintWriter to = new PrintWriter(out);
    ToolProvider javap = ToolProvider.findFirst("javap").orElseThrow();
    assertEquals(0, javap.run(to, to, arguments.toArray(String[]::new)), out::toString);
    return out.toString();
  }

  /** To take all classes apart would take seconds. */
  private static boolean mayStart(Path file) {
    if (!file.toString().endsWith(".class")) {
      return false;
    }
    try {
      String constants = Files.readString(file, StandardCharsets.ISO_8859_1);
      return constants.contains("java/lang/ProcessBuilder")
          || constants.contains("()Ljava/lang/Runtime;");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
