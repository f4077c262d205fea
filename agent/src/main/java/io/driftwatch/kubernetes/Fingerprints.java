package io.driftwatch.kubernetes;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.driftwatch.report.KnownFinding;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;

/**
 * A set of findings, by their fingerprints: eight bytes each. A report keeps at most 10,000
 * findings of a container, so a set takes 80 KB at most. In JSON it is the Base64 of the bytes.
 */
public final class Fingerprints {

  /** No finding. */
  public static final Fingerprints NONE = new Fingerprints(new long[0]);

  private final long[] sorted;

  private Fingerprints(long[] sorted) {
    this.sorted = sorted;
  }

  /** Those of some findings. */
  public static Fingerprints of(Collection<KnownFinding> findings) {
    long[] all =
        findings.stream().mapToLong(KnownFinding::fingerprint).sorted().distinct().toArray();
    return all.length == 0 ? NONE : new Fingerprints(all);
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException when it is none
   */
  @JsonCreator
  public static Fingerprints parse(String text) {
    byte[] bytes = Base64.getDecoder().decode(text);
    if (bytes.length % Long.BYTES != 0) {
      throw new IllegalArgumentException("fingerprints of " + bytes.length + " bytes");
    }
    long[] all = new long[bytes.length / Long.BYTES];
    ByteBuffer.wrap(bytes).asLongBuffer().get(all);
    Arrays.sort(all);
    return new Fingerprints(all);
  }

  /** How many. */
  public int size() {
    return sorted.length;
  }

  boolean isEmpty() {
    return sorted.length == 0;
  }

  boolean contains(long fingerprint) {
    return Arrays.binarySearch(sorted, fingerprint) >= 0;
  }

  boolean containsAll(Fingerprints others) {
    return Arrays.stream(others.sorted).allMatch(this::contains);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Fingerprints that && Arrays.equals(sorted, that.sorted);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sorted);
  }

  /** The text form. */
  @JsonValue
  @Override
  public String toString() {
    ByteBuffer bytes = ByteBuffer.allocate(sorted.length * Long.BYTES);
    bytes.asLongBuffer().put(sorted);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
