package io.driftwatch.bolt;

import io.driftwatch.file.CannotLookException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/** A bucket: keys with values, or with buckets of their own. */
final class Bucket {

  /** Branches of more levels are a circle; four hold millions of keys. */
  private static final int MAX_LEVELS = 16;

  /** A root page and a sequence number. A small bucket follows them in the place of a page. */
  private static final int BUCKET_HEADER = 16;

  private final Pages pages;
  private final Page root;

  Bucket(Pages pages, Page root) {
    this.pages = pages;
    this.root = root;
  }

  /** The value of a key, when it has one. */
  Optional<byte[]> value(byte[] key) throws CannotLookException {
    return find(key, false);
  }

  /** The value of a key as text, both one character a byte. */
  Optional<String> text(String key) throws CannotLookException {
    return value(bytes(key)).map(value -> new String(value, StandardCharsets.ISO_8859_1));
  }

  /** The bucket that names lead to, one character a byte. */
  Optional<Bucket> bucket(String... names) throws CannotLookException {
    Optional<Bucket> bucket = Optional.of(this);
    for (String name : names) {
      bucket = bucket.isEmpty() ? bucket : bucket.get().bucket(bytes(name));
    }
    return bucket;
  }

  /** The bucket of a name, when there is one. */
  Optional<Bucket> bucket(byte[] name) throws CannotLookException {
    Optional<byte[]> header = find(name, true);
    return header.isEmpty() ? Optional.empty() : Optional.of(open(header.get()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private Bucket open(byte[] header) throws CannotLookException {
    Page.require(header.length >= BUCKET_HEADER, "a bucket without a header");
    long page = Page.littleEndian(header).getLong(0);
    return new Bucket(
        pages,
        page == 0
            ? new Page(Arrays.copyOfRange(header, BUCKET_HEADER, header.length))
            : pages.read(page));
  }

  private Optional<byte[]> find(byte[] key, boolean bucket) throws CannotLookException {
    Page page = root;
    for (int level = 0; !page.isLeaf(); level++) {
      Page.require(level < MAX_LEVELS, "branches without end");
      int last = page.lastNotAbove(key);
      if (last < 0) {
        return Optional.empty();
      }
      page = pages.read(page.child(last));
    }
    int at = page.lastNotAbove(key);
    boolean found = at >= 0 && page.isBucket(at) == bucket && Arrays.equals(page.key(at), key);
    return found ? Optional.of(page.value(at)) : Optional.empty();
  }

  /** The first key that is asked for, by looking at all keys up to it. */
  Optional<byte[]> firstKey(Predicate<byte[]> wanted) throws CannotLookException {
    return firstKey(root, 0, wanted);
  }

  private Optional<byte[]> firstKey(Page page, int level, Predicate<byte[]> wanted)
      throws CannotLookException {
    Page.require(level < MAX_LEVELS, "branches without end");
    Optional<byte[]> first = Optional.empty();
    for (int i = 0; first.isEmpty() && i < page.count(); i++) {
      first =
          page.isLeaf()
              ? Optional.of(page.key(i)).filter(wanted)
              : firstKey(pages.read(page.child(i)), level + 1, wanted);
    }
    return first;
  }
}
