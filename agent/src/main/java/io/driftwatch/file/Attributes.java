package io.driftwatch.file;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The extended attributes of a file that belong to its identity: file capabilities, POSIX ACLs and
 * {@code user.*}. The SELinux label is left out, because the runtime gives each container its own.
 */
public final class Attributes {

  /** A file without extended attributes. */
  public static final Attributes NONE = new Attributes(new TreeMap<>(), true);

  /** Those that count and whose names are known without a list, which leaves {@code user.*}. */
  public static final List<String> OF_SYSTEM =
      List.of("security.capability", "system.posix_acl_access", "system.posix_acl_default");

  private static final String CAPABILITY = "security.capability";

  private static final String ACL = "system.posix_acl_";

  /** Longer values are kept as their beginning and digest; no shorter one can be taken for that. */
  private static final int MAX_VALUE_BYTES = 4_096;

  private final SortedMap<String, byte[]> values;
  private final boolean complete;

  private Attributes(SortedMap<String, byte[]> values, boolean complete) {
    this.values = values;
    this.complete = complete;
  }

  /**
   * Attributes of these values; those that do not count are left out.
   *
   * @param all by name, one character a byte
   */
  public static Attributes of(Map<String, byte[]> all) {
    SortedMap<String, byte[]> counted = new TreeMap<>();
    all.forEach(
        (name, value) -> {
          if (counts(name)) {
            counted.put(name, bounded(value));
          }
        });
    return counted.isEmpty() ? NONE : new Attributes(counted, true);
  }

  /** The same of a file that has more, whose names Linux does not list. */
  public Attributes withUnlisted() {
    return new Attributes(values, false);
  }

  /** Whether these are all that count. */
  public boolean isComplete() {
    return complete;
  }

  private static byte[] bounded(byte[] value) {
    if (value.length <= MAX_VALUE_BYTES) {
      return value.clone();
    }
    byte[] digest = sha256(value);
    byte[] bounded = Arrays.copyOf(value, MAX_VALUE_BYTES + digest.length);
    System.arraycopy(digest, 0, bounded, MAX_VALUE_BYTES, digest.length);
    return bounded;
  }

  private static byte[] sha256(byte[] value) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(value);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether an attribute of this name is part of what a file is. */
  public static boolean counts(String name) {
    return name.equals(CAPABILITY) || name.startsWith(ACL) || name.startsWith("user.");
  }

  /** The same with the owners that they name mapped. */
  Attributes ownedBy(OwnerMap owners) {
    SortedMap<String, byte[]> mapped = new TreeMap<>(values);
    mapped.replaceAll(
        (name, value) -> {
          if (name.equals(CAPABILITY)) {
            return AttributeOwners.ofCapability(value, owners.users());
          }
          return name.startsWith(ACL) ? AttributeOwners.ofAcl(value, owners) : value;
        });
    return new Attributes(mapped, complete);
  }

  /** The file capabilities, when the file has some. */
  public Optional<FileCapability> capability() {
    return Optional.ofNullable(values.get(CAPABILITY)).map(FileCapability::of);
  }

  /** Everything but the file capabilities, by name. */
  public SortedMap<String, byte[]> others() {
    SortedMap<String, byte[]> others = new TreeMap<>(values);
    others.remove(CAPABILITY);
    return Collections.unmodifiableSortedMap(others);
  }

  /** Roughly how much memory they take, in bytes. */
  public long weight() {
    return values.entrySet().stream()
        .mapToLong(e -> 100L + e.getKey().length() + e.getValue().length)
        .sum();
  }

  /**
   * Whether the two agree in everything but the file capabilities; with what is not known nothing
   * does. Overlayfs copies no file up whose attributes it cannot list.
   */
  public boolean sameOthers(Attributes that) {
    if (!complete || !that.complete) {
      return false;
    }
    SortedMap<String, byte[]> mine = others();
    SortedMap<String, byte[]> theirs = that.others();
    return mine.keySet().equals(theirs.keySet())
        && mine.keySet().stream().allMatch(k -> Arrays.equals(mine.get(k), theirs.get(k)));
  }
}
