package io.driftwatch.compare;

import io.driftwatch.file.Attributes;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileStatBuilder;
import io.driftwatch.file.FileType;
import io.driftwatch.file.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** One side of a path in memory, which remembers what it was asked that means opening the file. */
final class FakeEntry implements Entry {

  private final List<String> opened = new ArrayList<>();
  private final byte[] content;
  private final FilePath target;
  private final Attributes attributes;
  private final boolean readable;
  private final FileStat stat;
  private FakeEntry followed;

  private FakeEntry(
      FileStat stat, byte[] content, FilePath target, Attributes attributes, boolean readable) {
    this.stat = stat;
    this.content = content;
    this.target = target;
    this.attributes = attributes;
    this.readable = readable;
  }

  /** A regular file with this content. */
  static FakeEntry file(String content) {
    return file(content.getBytes(StandardCharsets.ISO_8859_1));
  }

  static FakeEntry file(byte[] content) {
    FileStat stat = FileStatBuilder.of(FileType.FILE).size(content.length).build();
    return new FakeEntry(stat, content, null, Attributes.NONE, true);
  }

  static FakeEntry symlink(String target) {
    FileStat stat = FileStatBuilder.of(FileType.SYMLINK).permissions(0777).build();
    return new FakeEntry(stat, null, FilePath.of(target), Attributes.NONE, true);
  }

  /** An empty file, a directory, a link to nowhere, or whatever else the type is. */
  static FakeEntry of(FileType type) {
    return switch (type) {
      case FILE -> file("");
      case SYMLINK -> symlink("nowhere");
      default -> of(FileStatBuilder.of(type));
    };
  }

  /** Something that has neither content nor a target. */
  static FakeEntry of(FileStatBuilder stat) {
    return new FakeEntry(stat.build(), null, null, Attributes.NONE, true);
  }

  /** The same with another status, of the same type. */
  FakeEntry with(UnaryOperator<FileStatBuilder> status) {
    FileStatBuilder builder =
        FileStatBuilder.of(stat.type()).permissions(stat.permissions()).size(stat.size());
    return new FakeEntry(status.apply(builder).build(), content, target, attributes, readable);
  }

  FakeEntry with(Attributes some) {
    return new FakeEntry(stat, content, target, some, readable);
  }

  /** A link of the image that leads to something of the image. */
  static FakeEntry linkTo(FakeEntry followed) {
    FakeEntry link = symlink("there");
    link.followed = followed;
    return link;
  }

  /** The same, but its content cannot be read. */
  FakeEntry unreadable() {
    return new FakeEntry(stat, content, target, attributes, false);
  }

  /** What the file was opened for, in order. */
  List<String> opened() {
    return List.copyOf(opened);
  }

  @Override
  public FileStat stat() {
    return stat;
  }

  @Override
  public FilePath target() {
    if (target == null) {
      throw new AssertionError("no link was asked for its target");
    }
    return target;
  }

  @Override
  public Optional<Entry> followed() {
    return Optional.ofNullable(followed);
  }

  @Override
  public Attributes attributes() {
    return attributes;
  }

  @Override
  public byte[] head(int length) throws CannotLookException {
    open("head");
    return Arrays.copyOf(content, Math.min(length, content.length));
  }

  @Override
  public boolean holdsProgram() throws IOException {
    open("program");
    return Programs.isProgram(FakeContent.of(content));
  }

  @Override
  public boolean holds(byte[] expected) throws CannotLookException {
    open("holds");
    return Arrays.equals(content, expected);
  }

  @Override
  public Digest digest() throws CannotLookException {
    open("digest");
    return digestOf(content);
  }

  @Override
  public boolean sameContent(Entry other, boolean thenDigest) throws CannotLookException {
    open("sameContent");
    return Arrays.equals(content, ((FakeEntry) other).content);
  }

  private void open(String what) throws CannotLookException {
    if (content == null) {
      throw new AssertionError("a " + stat.type() + " was opened for its " + what);
    }
    opened.add(what);
    if (!readable) {
      throw new CannotLookException(Reason.ACCESS_DENIED, "open");
    }
  }

  static Digest digestOf(byte[] content) {
    try {
      return new Digest(
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  static Digest digestOf(String content) {
    return digestOf(content.getBytes(StandardCharsets.ISO_8859_1));
  }
}
