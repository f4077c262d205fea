package io.driftwatch.discover;

import java.util.regex.Pattern;

/** The id of an image, which is the digest of its configuration. */
final class ConfigDigest {

  private static final String SHA256 = "sha256:";
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  private ConfigDigest() {}

  /** An id as it is written elsewhere, with the name of its algorithm; null for anything else. */
  static String configuration(String id) {
    String digits = id != null && id.startsWith(SHA256) ? id.substring(SHA256.length()) : id;
    return digits != null && HEX.matcher(digits).matches() ? SHA256 + digits : null;
  }
}
