package io.driftwatch.bolt;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.linux.RegularFile;

/** The pages of one transaction, read for one lookup and within its budget. */
final class Pages {

  /** A page with all that it runs over into; a container's whole specification is one value. */
  private static final long MAX_PAGE_BYTES = 8 << 20;

  /** All pages of a lookup. A node of a thousand snapshots has some two hundred kilobytes. */
  private static final long MAX_BYTES = 64 << 20;

  private final RegularFile file;
  private final Meta meta;
  private long left = MAX_BYTES;

  Pages(RegularFile file, Meta meta) {
    this.file = file;
    this.meta = meta;
  }

  /** The root bucket. */
  Bucket root() throws CannotLookException {
    return new Bucket(this, read(meta.root()));
  }

  /** Reads a page. */
  Page read(long id) throws CannotLookException {
    // The first two are the meta pages.
    Page.require(id >= 2 && id < meta.pages(), "no page " + id);
    byte[] first = read(id, 1);
    Page.require(Page.id(first) == id, "another page in the place of " + id);
    long overflow = Page.overflow(first);
    Page.require(overflow < meta.pages() - id, "page " + id + " runs over the end");
    return new Page(overflow == 0 ? first : read(id, overflow + 1));
  }

  private byte[] read(long id, long pages) throws CannotLookException {
    long length = pages * meta.pageSize();
    left -= length;
    Page.require(length <= MAX_PAGE_BYTES && left >= 0, "too large, or pages without end");
    byte[] bytes = file.read(id * meta.pageSize(), (int) length);
    Page.require(bytes.length == length, "page " + id + " is behind the end of the file");
    return bytes;
  }
}
