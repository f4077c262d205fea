package io.driftwatch.testing;

import io.driftwatch.compare.Entry;
import io.driftwatch.file.Attributes;
import io.driftwatch.file.DeviceNumber;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileTime;
import io.driftwatch.file.FileType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** A file made up for a test, to be held against another. */
public final class SampleFile implements Entry {
  private static final DeviceNumber DISK = new DeviceNumber(254, 0);

  private final FileType type;
  private final String content;
  private final FilePath target;
  private final Map<String, byte[]> xattrs = new TreeMap<>();
  private int permissions = 0644;
  private long uid;
  private long gid;
  private long size;
  private DeviceNumber rdev = DeviceNumber.NONE;
  private Instant changed = Instant.parse("2026-11-21T09:30:00Z");

  private SampleFile(FileType type, String content, FilePath target) {
    this.type = type;
    this.content = content;
    this.target = target;
    this.size = content.length();
  }

  /** A file of root's, 0644. */
  public static SampleFile text(String content) {
    return new SampleFile(FileType.FILE, content, null);
  }

  /** An ELF program of root's, 0755. */
  public static SampleFile program(String content) {
    return new SampleFile(FileType.FILE, "\u007fELF" + content, null).mode(0755);
  }

  /** A link to somewhere. */
  public static SampleFile link(FilePath target) {
    return new SampleFile(FileType.SYMLINK, "", target).mode(0777);
  }

  /** A directory of root's, 0755. */
  public static SampleFile directory() {
    return new SampleFile(FileType.DIRECTORY, "", null).mode(0755);
  }

  /** A FIFO or socket of root's, 0644. */
  public static SampleFile special(FileType type) {
    return new SampleFile(type, "", null);
  }

  /** A device node of root's, 0644. */
  public static SampleFile device(FileType type, int major, int minor) {
    SampleFile file = new SampleFile(type, "", null);
    file.rdev = new DeviceNumber(major, minor);
    return file;
  }

  public SampleFile mode(int newPermissions) {
    permissions = newPermissions;
    return this;
  }

  public SampleFile owner(long newUid, long newGid) {
    uid = newUid;
    gid = newGid;
    return this;
  }

  /** Bytes, whatever the content is. */
  public SampleFile size(long newSize) {
    size = newSize;
    return this;
  }

  public SampleFile changed(Instant at) {
    changed = at;
    return this;
  }

  public SampleFile xattr(String name, byte[] value) {
    // One character a byte, as they are read.
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    xattrs.put(new String(bytes, StandardCharsets.ISO_8859_1), value);
    return this;
  }

  /** Gives it cap_net_raw, permitted and effective. */
  public SampleFile netRaw() {
    return xattr(
        "security.capability", HexFormat.of().parseHex("0100000200200000000000000000000000000000"));
  }

  @Override
  public FileStat stat() {
    FileTime time = new FileTime(changed.getEpochSecond(), changed.getNano());
    long blocks = (size + 511) / 512;
    return new FileStat(type, permissions, uid, gid, size, blocks, 1, DISK, 1, rdev, time, time);
  }

  @Override
  public FilePath target() {
    return target;
  }

  @Override
  public Attributes attributes() {
    return Attributes.of(xattrs);
  }

  @Override
  public boolean holdsProgram() {
    return content.startsWith("\u007fELF") || content.startsWith("#!");
  }

  @Override
  public byte[] head(int length) {
    byte[] bytes = bytes();
    return Arrays.copyOf(bytes, Math.min(length, bytes.length));
  }

  @Override
  public boolean holds(byte[] content) {
    return Arrays.equals(bytes(), content);
  }

  @Override
  public Digest digest() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes());
      return new Digest(HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean sameContent(Entry other, boolean thenDigest) {
    return other instanceof SampleFile that && content.equals(that.content);
  }

  private byte[] bytes() {
    return content.getBytes(StandardCharsets.ISO_8859_1);
  }
}
