package io.driftwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bad file of rules is refused in one line that names the file, and the key or line. */
final class PolicyFileTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rules: [{name: x, severity: bad}] | rules[0].severity",
        "rules: [{name: x, severity: info, pth: /x}] | rules[0].pth: there is no such key",
        "rulez: [] | rulez: there is no such key",
        "rules: [ | line 1",
        "rules: [{name: x, severity: info, path: x/*}] | rules[0].path[0]: a path pattern starts",
        "rules: [{severity: info, path: /x}] | rules[0].name",
        "rules: [{name: x, severity: info, change: gone}] | no kind of change: gone",
        "rules: [{name: x, severity: info, trait: tall}] | rules[0].trait[0]",
        "'' | line 1"
      })
  void isRefused(String yaml, String expected) throws IOException {
    Path file = Files.writeString(folder.resolve("policy.yaml"), yaml);
    UserException refused = assertThrows(UserException.class, () -> PolicyFile.read(file));
    assertEquals(ExitStatus.USAGE, refused.status());
    assertTrue(refused.getMessage().contains("--config " + file + ": "), refused.getMessage());
    assertTrue(refused.getMessage().contains(expected), refused.getMessage());
    assertEquals(1, refused.getMessage().lines().count());
  }

  @Test
  void missingFileIsRefused() {
    Path missing = folder.resolve("none.yaml");
    UserException refused = assertThrows(UserException.class, () -> PolicyFile.read(missing));
    assertTrue(refused.getMessage().endsWith("there is no such file"), refused.getMessage());
  }
}
