package io.driftwatch.testing;

import io.driftwatch.file.FilePath;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Names that nobody would choose: long, wide, combining, hostile, not UTF-8. */
public final class RandomNames {
  private static final String[] PIECES = {
    "a",
    "usr",
    "lib",
    ".",
    "-",
    " ",
    "  ",
    ",",
    ":",
    "é", // tame
    "\\",
    "\\x41",
    "\n",
    "\r",
    "\t",
    "\u001b[31m",
    "\u001b]0;x\u0007",
    "\u009b2J",
    "\u0000",
    "\u202e",
    "\u200b",
    "\u2028",
    "\ud800",
    "\udc00", // surrogates without their other halves
    "字",
    "ロ",
    "한",
    "ﾊ",
    "🐳",
    "𠀀",
    "e\u0301",
    "\u0301\u0301\u0301" // wide, narrow, of no width
  };

  private final Random random;

  public RandomNames(Random random) {
    this.random = random;
  }

  public FilePath path() {
    FilePath path = FilePath.ROOT;
    for (int i = random.nextInt(random.nextInt(10) == 0 ? 60 : 5); i >= 0; i--) {
      path = path.resolve(bytes());
    }
    return path;
  }

  /** A name of bytes that need not be UTF-8, without a slash or a NUL. */
  byte[] bytes() {
    byte[] bytes = text().getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      boolean broken = random.nextInt(20) == 0;
      bytes[i] = bytes[i] == 0 || broken ? (byte) (0x80 | random.nextInt(0x80)) : bytes[i];
    }
    return bytes;
  }

  /** At least one character, so that it can be a name. */
  String text() {
    StringBuilder text = new StringBuilder("n");
    for (int i = random.nextInt(random.nextInt(8) == 0 ? 200 : 12); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }
}
