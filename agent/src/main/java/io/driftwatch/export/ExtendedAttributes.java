package io.driftwatch.export;

import io.driftwatch.file.Attributes;
import io.driftwatch.file.Printable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Extended attributes as printable texts, {@code name=value}, ordered by name. */
final class ExtendedAttributes {

  /** A file has room for 64 KiB of them; longer values are told apart by their digest. */
  private static final int MAX_VALUE_BYTES = 256;

  private ExtendedAttributes() {}

  /** All but the file capabilities, which have a field of their own. */
  static List<String> texts(Attributes attributes) {
    return attributes.others().entrySet().stream()
        .map(entry -> Printable.of(bytes(entry.getKey())) + "=" + value(entry.getValue()))
        .toList();
  }

  /** A name has one character a byte. */
  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String value(byte[] value) {
    return value.length <= MAX_VALUE_BYTES
        ? Printable.of(value)
        : "<" + value.length + " bytes, sha256:" + sha256(value) + ">";
  }

  private static String sha256(byte[] value) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
