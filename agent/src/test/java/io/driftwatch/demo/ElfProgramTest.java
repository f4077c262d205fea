package io.driftwatch.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The layout of the demo's programs. */
final class ElfProgramTest {

  private static final int ENTRY = 24;
  private static final int SEGMENT_ADDRESS = 64 + 16;

  @ParameterizedTest
  @EnumSource
  void itIsEnteredAtItsCode(Machine machine) {
    byte[] file = ElfProgram.of(machine, "a");
    ByteBuffer elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int code = (int) (elf.getLong(ENTRY) - elf.getLong(SEGMENT_ADDRESS));

    byte[] entered = Arrays.copyOfRange(file, code, code + machine.code().length);
    assertEquals(ByteBuffer.wrap(machine.code()), ByteBuffer.wrap(entered));
  }

  @ParameterizedTest
  @EnumSource
  void twoProgramsOfOneLengthDiffer(Machine machine) {
    assertFalse(Arrays.equals(ElfProgram.of(machine, "a"), ElfProgram.of(machine, "b")));
  }
}
