package io.driftwatch.walk;

import io.driftwatch.compare.Entry;
import io.driftwatch.file.Attributes;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.RegularFile;
import java.util.HashMap;
import java.util.Map;

/**
 * A file of one layer, by its name in an open directory.
 *
 * @param directory that it lies in, open for as long as the walk stands there
 * @param name in the directory
 * @param stat its status
 * @param marks which of its attributes are the overlay's
 */
record LayerEntry(Directory directory, byte[] name, FileStat stat, Marks marks) implements Entry {

  @Override
  public FilePath target() throws CannotLookException {
    return directory.readLink(name);
  }

  @Override
  public Attributes attributes() throws CannotLookException {
    Map<String, byte[]> values = new HashMap<>();
    for (String attribute : directory.attributeNames(name)) {
      if (Attributes.counts(attribute) && !marks.isMark(attribute)) {
        directory.attribute(name, attribute).ifPresent(value -> values.put(attribute, value));
      }
    }
    return values.isEmpty() ? Attributes.NONE : Attributes.of(values);
  }

  @Override
  public byte[] head(int length) throws CannotLookException {
    // The first bytes of a log that grows all the time are what they were.
    try (RegularFile file = openSame()) {
      return file.head(length);
    }
  }

  @Override
  public Digest digest() throws CannotLookException {
    try (RegularFile file = open()) {
      return file.sha256();
    }
  }

  @Override
  public boolean sameContent(Entry other) throws CannotLookException {
    try (RegularFile mine = open();
        RegularFile theirs = ((LayerEntry) other).open()) {
      return mine.sameContent(theirs);
    }
  }

  /** Opens the file that {@link #stat} is about, with what it held then. */
  private RegularFile open() throws CannotLookException {
    RegularFile file = openSame();
    if (!file.stat().isUnchangedSince(stat)) {
      file.close();
      throw new CannotLookException(Reason.IN_FLUX, "changed since it was looked at");
    }
    return file;
  }

  /** Opens the file that {@link #stat} is about, and no other that took its name. */
  private RegularFile openSame() throws CannotLookException {
    RegularFile file = directory.openFile(name);
    if (!file.stat().isSameFile(stat)) {
      file.close();
      throw new CannotLookException(Reason.SWAPPED, "another file took its name");
    }
    return file;
  }
}
