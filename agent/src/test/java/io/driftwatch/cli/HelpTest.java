package io.driftwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What --help says. */
final class HelpTest {

  /** Of a terminal of 80 columns, at which picocli breaks lines wherever a word ends. */
  private static final int COLUMNS = 80;

  @Test
  void linesThatAreMadeUpByHandFitATerminal() {
    CommandLine all = Main.commandLine();
    List<String> wide = new ArrayList<>();
    Stream.concat(Stream.of(all), all.getSubcommands().values().stream())
        .map(CommandLine::getCommandSpec)
        .flatMap(HelpTest::lines)
        .filter(line -> line.length() > COLUMNS)
        .forEach(wide::add);
    assertEquals(List.of(), wide);
  }

  private static Stream<String> lines(CommandSpec command) {
    return Stream.of(command.usageMessage().description(), command.usageMessage().footer())
        .flatMap(Stream::of)
        .flatMap(String::lines);
  }
}
