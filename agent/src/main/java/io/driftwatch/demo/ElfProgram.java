package io.driftwatch.demo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Builds the demo's programs, so that nothing of the machine is needed: static ELF files of one
 * segment.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/elf.5.html">elf(5)</a>
 */
final class ElfProgram {

  private static final long ADDRESS = 0x400000;
  private static final short HEADER_BYTES = 64;
  private static final short SEGMENT_HEADER_BYTES = 56;
  private static final int CODE = HEADER_BYTES + SEGMENT_HEADER_BYTES;

  /** A multiple of every page size that arm64 has. */
  private static final long ALIGNMENT = 0x10000;

  private static final byte CLASS_64 = 2;
  private static final byte LITTLE_ENDIAN = 1;
  private static final byte CURRENT_VERSION = 1;
  private static final short EXECUTABLE = 2;
  private static final int LOAD = 1;
  private static final int READABLE_AND_EXECUTABLE = 5;

  private ElfProgram() {}

  /**
   * A program that runs on a machine.
   *
   * @param name put behind the code, so that no two programs have the same content
   */
  static byte[] of(Machine machine, String name) {
    byte[] code = machine.code();
    byte[] tail = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(CODE + code.length + tail.length).order(ByteOrder.LITTLE_ENDIAN);
    putHeader(file, machine);
    putSegmentHeader(file, CODE + code.length);
    return file.put(code).put(tail).array();
  }

  private static void putHeader(ByteBuffer file, Machine machine) {
    file.put(new byte[] {0x7f, 'E', 'L', 'F', CLASS_64, LITTLE_ENDIAN, CURRENT_VERSION});
    file.position(16); // the rest of the identification is zeros
    file.putShort(EXECUTABLE).putShort((short) machine.elfNumber()).putInt(CURRENT_VERSION);
    file.putLong(ADDRESS + CODE); // where it is entered
    file.putLong(HEADER_BYTES).putLong(0); // segment headers follow; there are no section headers
    file.putInt(0); // no flags
    file.putShort(HEADER_BYTES).putShort(SEGMENT_HEADER_BYTES).putShort((short) 1);
    file.putShort((short) 0).putShort((short) 0).putShort((short) 0);
  }

  private static void putSegmentHeader(ByteBuffer file, long bytes) {
    file.putInt(LOAD).putInt(READABLE_AND_EXECUTABLE);
    file.putLong(0).putLong(ADDRESS).putLong(ADDRESS); // from the file's start, headers and all
    file.putLong(bytes).putLong(bytes).putLong(ALIGNMENT);
  }
}
