package io.driftwatch.export;

/**
 * How many columns of a terminal a printable text takes. An estimate: terminals differ about emoji
 * and about what Unicode added lately.
 *
 * @see <a href="https://www.unicode.org/reports/tr11/">East Asian Width</a>
 */
final class DisplayWidth {

  /** First and last of the ranges that take two columns, in order. */
  private static final int[][] WIDE = {
    {0x1100, 0x115f}, // Hangul syllables' first parts
    {0x2e80, 0x303e}, // CJK radicals and punctuation
    {0x3041, 0xa4cf}, // kana, CJK, Yi
    {0xa960, 0xa97f},
    {0xac00, 0xd7a3}, // Hangul
    {0xf900, 0xfaff},
    {0xfe30, 0xfe6f},
    {0xff00, 0xff60}, // full-width forms
    {0xffe0, 0xffe6},
    {0x16fe0, 0x18aff}, // Tangut
    {0x1b000, 0x1b2ff},
    {0x1f200, 0x1f64f}, // emoji
    {0x1f680, 0x1f6ff},
    {0x1f900, 0x1faff},
    {0x20000, 0x3fffd},
  };

  private DisplayWidth() {}

  static int of(String text) {
    return text.codePoints().map(DisplayWidth::of).sum();
  }

  static int of(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
      default -> isWide(codePoint) ? 2 : 1;
    };
  }

  private static boolean isWide(int codePoint) {
    for (int[] range : WIDE) {
      if (codePoint <= range[1]) {
        return codePoint >= range[0];
      }
    }
    return false;
  }
}
