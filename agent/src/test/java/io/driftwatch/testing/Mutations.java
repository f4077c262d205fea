package io.driftwatch.testing;

import io.driftwatch.file.CannotLookException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Recordings with accidents, the same for a seed, and what a parser may make of them. */
public final class Mutations {

  /** What means something to one of the parsers. */
  private static final List<String> PIECES =
      List.of(
          "",
          " ",
          "\n",
          "\r",
          "\t",
          ":",
          ",",
          "-",
          "\\",
          "\\134",
          "\\0",
          "\\777",
          "(",
          ")",
          "=",
          "/",
          "lowerdir=",
          "lowerdir+=",
          "upperdir=",
          "Uid:",
          "0",
          "-1",
          "99999999999999999999",
          "{",
          "}",
          "[",
          "]",
          "\"",
          "null",
          "..",
          "\\u0000",
          "\\ud800",
          "1e99999",
          "\u00ff",
          "\0");

  private Mutations() {}

  /** A parser that is fed with mutations. */
  @FunctionalInterface
  public interface Parser {

    /** Reads hostile bytes. */
    void parse(byte[] hostile) throws Exception;
  }

  /**
   * Feeds a parser with mutations of a recording. It may read them or refuse them, but in no other
   * way than by the one exception that its callers reckon with.
   */
  public static void feed(Parser parser, byte[] recording, long seed, int times) {
    Random random = new Random(seed);
    for (int i = 0; i < times; i++) {
      byte[] hostile = recording;
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        hostile = changed(hostile, PIECES, random);
      }
      try {
        parser.parse(hostile);
      } catch (CannotLookException refused) {
        // That is how it refuses.
      } catch (Exception | StackOverflowError e) {
        throw new AssertionError(
            e + " for: " + new String(hostile, StandardCharsets.ISO_8859_1), e);
      }
    }
  }

  /**
   * A text with one accident.
   *
   * @param pieces what may get into it, one byte a character
   */
  public static byte[] changed(byte[] bytes, List<String> pieces, Random random) {
    int from = random.nextInt(bytes.length + 1);
    int to = Math.min(bytes.length, from + random.nextInt(40));
    byte[] piece = pieces.get(random.nextInt(pieces.size())).getBytes(StandardCharsets.ISO_8859_1);
    return switch (random.nextInt(6)) {
      case 0 -> joined(bytes, from, piece, from);
      case 1 -> joined(bytes, from, piece, to);
      case 2 -> joined(bytes, from, Arrays.copyOfRange(bytes, from, to), from);
      case 3 -> Arrays.copyOf(bytes, from);
      case 4 -> Arrays.copyOfRange(bytes, from, bytes.length);
      default -> flipped(bytes, from, random);
    };
  }

  private static byte[] flipped(byte[] bytes, int at, Random random) {
    byte[] flipped = bytes.clone();
    if (at < flipped.length) {
      flipped[at] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  private static byte[] joined(byte[] bytes, int end, byte[] piece, int start) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.write(bytes, 0, end);
    joined.writeBytes(piece);
    joined.write(bytes, start, bytes.length - start);
    return joined.toByteArray();
  }
}
