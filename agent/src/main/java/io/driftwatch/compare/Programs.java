package io.driftwatch.compare;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.driftwatch.file.FileType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Tells what can be run, or loaded to run, by its mode and by its content, not by its name. */
public final class Programs {

  /** Enough for every mark below, and all of a small file. */
  private static final int HEAD_BYTES = 4096;

  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
  private static final byte[] SCRIPT = {'#', '!'};
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] WEB_ASSEMBLY = {0, 'a', 's', 'm'};
  private static final byte[] JAVA_CLASS = {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe};

  /** Offset of the first file name in a zip's local header (APPNOTE.TXT 4.3.7). */
  private static final int ZIP_NAME = 30;

  private static final byte[] EXE = {'M', 'Z'};
  private static final byte[] PE = {'P', 'E', 0, 0};

  /** Offset of the offset of a PE header (e_lfanew). */
  private static final int PE_OFFSET = 0x3c;

  private static final byte[] JAR_NAME = "META-INF/".getBytes(StandardCharsets.US_ASCII);

  private Programs() {}

  /** A link to a program is one: on many systems every command is a link to busybox. */
  public static boolean isProgram(Entry entry) throws IOException {
    if (entry.stat().type() == FileType.SYMLINK) {
      Optional<Entry> followed = entry.followed();
      return followed.isPresent() && isProgram(followed.get());
    }
    if (!entry.stat().isRegularFile() || entry.stat().size() == 0) {
      return entry.stat().isExecutable();
    }
    return entry.stat().isExecutable() || entry.holdsProgram();
  }

  /** Whether a regular file's content is a program's: a part of its beginning and end tells. */
  public static boolean isProgram(Content content) throws IOException {
    byte[] head = content.read(0, (int) Math.min(HEAD_BYTES, content.size()));
    return hasMark(head) || isPortable(content, head) || Zip.isCode(content, tail(content, head));
  }

  private static byte[] tail(Content content, byte[] head) throws IOException {
    if (head.length == content.size()) {
      return head;
    }
    int length = (int) Math.min(Zip.MAX_END, content.size());
    return content.read(content.size() - length, length);
  }

  /** Windows' programs, which mono and .NET run as well. */
  private static boolean isPortable(Content content, byte[] head) throws IOException {
    if (!hasAt(head, 0, EXE) || head.length < PE_OFFSET + Integer.BYTES) {
      return false;
    }
    long at = ByteBuffer.wrap(head).order(LITTLE_ENDIAN).getInt(PE_OFFSET) & 0xffff_ffffL;
    return at + PE.length <= content.size() && hasAt(content.read(at, PE.length), 0, PE);
  }

  private static boolean hasMark(byte[] head) {
    return hasAt(head, 0, ELF)
        || hasAt(head, 0, SCRIPT)
        || hasAt(head, 0, WEB_ASSEMBLY)
        || hasAt(head, 0, JAVA_CLASS)
        || (hasAt(head, 0, ZIP) && hasAt(head, ZIP_NAME, JAR_NAME));
  }

  private static boolean hasAt(byte[] head, int offset, byte[] mark) {
    if (head.length < offset + mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if (head[offset + i] != mark[i]) {
        return false;
      }
    }
    return true;
  }
}
