package io.driftwatch.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.driftwatch.testing.Commands;
import io.driftwatch.testing.RealParts;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs the container's program: on this machine, and on the other in Debian's qemu-user. */
@Timeout(60)
final class MachineIT {

  @TempDir private Path folder;

  @BeforeAll
  static void needRealParts() {
    RealParts.root();
  }

  @ParameterizedTest
  @EnumSource
  void itRunsUntilItsInputEnds(Machine machine) throws Exception {
    Process process = start(machine, folder);
    BufferedReader output = process.inputReader();

    assertEquals("ready", output.readLine());
    process.getOutputStream().write('\n');
    process.getOutputStream().close();
    assertNull(output.readLine());
    assertEquals(0, process.waitFor());
  }

  @ParameterizedTest
  @EnumSource
  void withoutItsRootItIsNeverReady(Machine machine) throws Exception {
    Process process = start(machine, folder.resolve("missing"));

    assertNull(process.inputReader().readLine());
    assertEquals(0, process.waitFor());
  }

  private Process start(Machine machine, Path root) throws IOException {
    Path program = folder.resolve("program");
    Files.write(program, ElfProgram.of(machine, "program"));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> command = new ArrayList<>();
    if (machine != Machine.ofThis()) {
      command.add(emulator(machine));
    }
    command.addAll(List.of(program.toString(), root.toString()));
    return Commands.start(new ProcessBuilder(command));
  }

  /** Nobody has to have it: on such a machine these tests run the code itself. */
  private static String emulator(Machine machine) {
    String name =
        switch (machine) {
          case X86_64 -> "qemu-x86_64";
          case ARM64 -> "qemu-aarch64";
        };
    boolean onPath =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
    assumeTrue(onPath, "no " + name + " (install qemu-user to run another machine's code)");
    return name;
  }
}
