package io.driftwatch.walk;

import io.driftwatch.compare.Content;
import io.driftwatch.compare.Entry;
import io.driftwatch.compare.Programs;
import io.driftwatch.file.Attributes;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.DeviceNumber;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileTime;
import io.driftwatch.file.FileType;
import io.driftwatch.file.OwnerMap;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.RegularFile;
import io.driftwatch.walk.FileFacts.Annotations;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A file of one layer, by its name in a directory that stays open while it is looked at. */
final class LayerEntry implements Entry {

  private static final byte[] SELF = {'.'};
  private static final byte[] NO_VALUE = {};
  private static final FileTime NEVER = new FileTime(0, 0);

  /** Enough for a number, or for the header of compiled code. */
  private static final int HEAD_BYTES = 64;

  private final Look look;
  private final Directory directory;
  private final byte[] name;
  private final FileStat raw;
  private final OwnerMap owners;
  private final FileStat stat;
  private final boolean settled;

  /** Where it lies, which an entry that is held has no name in. */
  private final Directory parent;

  private FileFacts facts;
  private Optional<LayerEntry> content = Optional.of(this);

  /**
   * @param raw its status
   * @param owners how the container's overlay has its owners
   * @param settled whether it is a file of the image's layers, which nobody changes meanwhile
   */
  LayerEntry(
      Look look, Directory directory, byte[] name, FileStat raw, OwnerMap owners, boolean settled) {
    this(look, directory, directory, name, raw, owners, settled);
  }

  private LayerEntry(
      Look look,
      Directory parent,
      Directory directory,
      byte[] name,
      FileStat raw,
      OwnerMap owners,
      boolean settled) {
    this.look = look;
    this.parent = parent;
    this.directory = directory;
    this.name = name;
    this.raw = raw;
    this.owners = owners;
    this.stat = owners.map(raw);
    this.settled = settled;
  }

  /**
   * A file of the container's own that is held, and so is what it is by whatever name.
   *
   * @param parent where it lies
   * @param raw its status
   */
  static LayerEntry held(Look look, Directory parent, Directory held, FileStat raw) {
    return new LayerEntry(look, parent, held, Directory.ITSELF, raw, OwnerMap.IDENTITY, false);
  }

  @Override
  public FileStat stat() {
    return stat;
  }

  @Override
  public boolean isLastLook() {
    return look.isLast;
  }

  /** Whether it is the very file that another entry is, by another name perhaps. */
  boolean isSameFile(LayerEntry other) {
    return raw.isSameFile(other.raw);
  }

  /** When it was made, of one that is held; long ago where its file system does not tell. */
  FileTime born() throws CannotLookException {
    return directory.birth().orElse(NEVER);
  }

  /** Opens the directory that is held. */
  Directory openDirectory() throws CannotLookException {
    return directory.openDirectory(name);
  }

  /** By what its file system knows it. */
  byte[] handle() throws CannotLookException {
    return directory.handle(name);
  }

  /** Takes its content from another file, as an overlay does that copied up the metadata alone. */
  void takeContentOf(Optional<LayerEntry> other) {
    content = other;
  }

  /** Whether it says that there is nothing at its name. */
  boolean isWhiteout() throws CannotLookException {
    if (raw.type() == FileType.CHAR) {
      return isWhiteoutDevice(raw);
    }
    return raw.isRegularFile()
        && raw.size() == 0
        && marks().whiteout()
        && annotations(parent, SELF).marks().holdsWhiteouts();
  }

  static boolean isWhiteoutDevice(FileStat stat) {
    return stat.type() == FileType.CHAR && stat.rdev().equals(DeviceNumber.NONE);
  }

  /** What the overlay has written down at it. */
  Marks marks() throws CannotLookException {
    return annotations().marks();
  }

  @Override
  public Attributes attributes() throws CannotLookException {
    return owners.map(annotations().attributes());
  }

  private Annotations annotations() throws CannotLookException {
    FileFacts known = facts();
    if (known.annotations().isEmpty()) {
      known = known.with(annotations(directory, name));
      learn(known);
    }
    return known.annotations().get();
  }

  private Annotations annotations(Directory in, byte[] of) throws CannotLookException {
    Optional<List<String>> listed = in.attributeNames(of);
    if (listed.isPresent() && listed.get().isEmpty()) {
      return Annotations.NONE;
    }
    Map<String, byte[]> values = new HashMap<>();
    Map<String, byte[]> marks = new HashMap<>();
    for (String attribute : listed.orElseGet(this::knownAttributes)) {
      if (attribute.startsWith(look.markPrefix)) {
        String mark = attribute.substring(look.markPrefix.length());
        if (listed.isPresent() && !Marks.hasValue(mark)) {
          marks.put(mark, NO_VALUE);
        } else {
          value(in, of, attribute).ifPresent(value -> marks.put(mark, value));
        }
      } else if (Attributes.counts(attribute)) {
        value(in, of, attribute).ifPresent(value -> values.put(attribute, value));
      }
    }
    Attributes attributes = Attributes.of(values);
    return new Annotations(
        listed.isPresent() ? attributes : attributes.withUnlisted(), Marks.of(marks));
  }

  /** What is asked for where the names cannot be listed. */
  private List<String> knownAttributes() {
    List<String> known = new ArrayList<>(Attributes.OF_SYSTEM);
    Marks.NAMES.forEach(mark -> known.add(look.markPrefix + mark));
    return known;
  }

  private Optional<byte[]> value(Directory in, byte[] of, String attribute)
      throws CannotLookException {
    Optional<byte[]> value = in.attribute(of, attribute);
    if (value.isPresent()) {
      look.allowance.spend(value.get().length);
    }
    return value;
  }

  @Override
  public FilePath target() throws CannotLookException {
    return directory.readLink(name);
  }

  @Override
  public byte[] head(int length) throws CannotLookException {
    return content().ownHead(length);
  }

  private byte[] ownHead(int length) throws CannotLookException {
    FileFacts known = facts();
    if (known.head().isEmpty()) {
      // The first bytes of a log that grows all the time are what they were.
      try (RegularFile file = openSame()) {
        known = known.withHead(file.head(HEAD_BYTES));
      }
      learn(known);
    }
    byte[] head = known.head().get();
    return Arrays.copyOf(head, Math.min(length, head.length));
  }

  @Override
  public boolean holdsProgram() throws CannotLookException {
    return content().ownProgram();
  }

  private boolean ownProgram() throws CannotLookException {
    FileFacts known = facts();
    if (known.program().isEmpty()) {
      // A log that grows all the time is looked at as it is.
      try (RegularFile file = openSame()) {
        known = known.withProgram(isProgram(file));
      }
      learn(known);
    }
    return known.program().get();
  }

  private boolean isProgram(RegularFile file) throws CannotLookException {
    try {
      return Programs.isProgram(new Pieces(file, look.allowance));
    } catch (CannotLookException e) {
      throw e;
    } catch (IOException e) {
      throw new CannotLookException(Reason.IO_ERROR, e.getMessage());
    }
  }

  /** The first page of a file is what a look at it costs in any case. */
  private record Pieces(RegularFile file, Allowance allowance) implements Content {

    private static final int PAGE_BYTES = 4096;

    @Override
    public long size() {
      return file.stat().size();
    }

    @Override
    public byte[] read(long offset, int length) throws CannotLookException {
      if (length > PAGE_BYTES) {
        allowance.spend(length);
      }
      return file.read(offset, length);
    }
  }

  @Override
  public boolean holds(byte[] expected) throws CannotLookException {
    LayerEntry holder = content();
    try (RegularFile file = holder.open()) {
      boolean same = Arrays.equals(expected, file.read(0, expected.length + 1));
      if (same && !holder.isUnchanged(file)) {
        throw new CannotLookException(Reason.IN_FLUX, "written while it was read");
      }
      return same;
    }
  }

  /**
   * Everything in a small regular file.
   *
   * @param limit bytes, below 2 GiB
   * @return empty where it is longer
   */
  Optional<byte[]> all(int limit) throws CannotLookException {
    if (stat.size() > limit) {
      return Optional.empty();
    }
    try (RegularFile file = content().open()) {
      return Optional.of(file.read(0, (int) stat.size()));
    }
  }

  @Override
  public Digest digest() throws CannotLookException {
    return content().ownDigest();
  }

  private Digest ownDigest() throws CannotLookException {
    FileFacts known = facts();
    if (known.digest().isEmpty()) {
      try (RegularFile file = open()) {
        known = known.with(file.sha256(look.allowance::spendOnExtra));
      }
      learn(known);
    }
    return known.digest().get();
  }

  /** The SHA-256 of its content, where that is known without reading it. */
  Optional<Digest> knownDigest() throws CannotLookException {
    return content().facts().digest();
  }

  @Override
  public boolean sameContent(Entry other, boolean thenDigest) throws CannotLookException {
    LayerEntry mine = content();
    LayerEntry theirs = ((LayerEntry) other).content();
    if (mine.isSameFile(theirs)) {
      return true;
    }
    Optional<Digest> known = mine.facts().digest();
    Optional<Digest> knownOfOther = theirs.facts().digest();
    boolean bothKnown = known.isPresent() && knownOfOther.isPresent();
    return bothKnown ? known.equals(knownOfOther) : mine.readsTheSame(theirs, thenDigest);
  }

  private boolean readsTheSame(LayerEntry other, boolean thenDigest) throws CannotLookException {
    Optional<Digest> digest = Optional.empty();
    boolean same;
    try (RegularFile mine = open();
        RegularFile theirs = other.open()) {
      if (thenDigest || look.memory.isForDigests()) {
        digest = mine.digestIfSame(theirs, look.allowance);
        same = digest.isPresent();
      } else {
        same = mine.sameContent(theirs, look.allowance);
      }
      if (same && !stat.isExecutable() && other.facts().program().isEmpty()) {
        // What both hold is asked next: whether it is a program.
        other.facts = other.facts().withProgram(isProgram(theirs));
      }
      boolean certain = !same && look.isLast;
      if (!certain && !(isUnchanged(mine) && other.isUnchanged(theirs))) {
        throw new CannotLookException(Reason.IN_FLUX, "written while it was read");
      }
    }
    if (same && digest.isPresent()) {
      learn(facts().with(digest.get()));
      other.learn(other.facts().with(digest.get()));
    }
    return same;
  }

  private boolean isUnchanged(RegularFile file) throws CannotLookException {
    return settled || file.isUnchanged();
  }

  /** Opens the file, with what it held when it was looked at. */
  private RegularFile open() throws CannotLookException {
    RegularFile file = openSame();
    if (!look.isLast && !file.stat().isUnchangedSince(raw)) {
      file.close();
      throw new CannotLookException(Reason.IN_FLUX, "changed since it was looked at");
    }
    return file;
  }

  /** Opens the file, and no other that took its name. */
  private RegularFile openSame() throws CannotLookException {
    if (settled) {
      return directory.openSettledFile(name, raw);
    }
    RegularFile file = directory.openFile(name);
    if (!file.stat().isSameFile(raw)) {
      file.close();
      throw new CannotLookException(Reason.SWAPPED, "another file took its name");
    }
    return file;
  }

  private LayerEntry content() throws CannotLookException {
    LayerEntry holder =
        content.orElseThrow(
            () -> new CannotLookException(Reason.OVERLAY_FEATURE, "its content is in no layer"));
    return holder == this ? this : holder.content();
  }

  private FileFacts facts() {
    if (facts == null) {
      facts = look.memory.recall(raw);
    }
    return facts;
  }

  private void learn(FileFacts known) {
    facts = known;
    look.memory.remember(raw, known);
  }
}
