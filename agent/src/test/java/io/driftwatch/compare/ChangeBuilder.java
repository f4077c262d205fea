package io.driftwatch.compare;

import io.driftwatch.file.Attributes;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStatBuilder;
import io.driftwatch.file.FileType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Makes a change for what judges and reports changes. */
public final class ChangeBuilder {

  private final ChangeKind kind;
  private FilePath path;
  private FileType type = FileType.FILE;
  private SideBuilder image = new SideBuilder();
  private SideBuilder now = new SideBuilder();

  private Set<Aspect> differs = Set.of();

  private ChangeBuilder(ChangeKind kind, FilePath path) {
    this.kind = kind;
    this.path = path;
  }

  /** A change of a plain file of root's with one byte, mode 0644, that is no program. */
  public static ChangeBuilder of(ChangeKind kind, String path) {
    return new ChangeBuilder(kind, FilePath.of(path));
  }

  public ChangeBuilder path(FilePath other) {
    path = other;
    return this;
  }

  public ChangeBuilder type(FileType other) {
    type = other;
    return this;
  }

  /** What of it differs. */
  public ChangeBuilder differs(Aspect... aspects) {
    differs = Set.of(aspects);
    return this;
  }

  /** As the image has it; of something added, this is passed over. */
  public ChangeBuilder image(UnaryOperator<SideBuilder> how) {
    image = how.apply(image);
    return this;
  }

  /** As it is now; of something deleted, this is passed over. */
  public ChangeBuilder now(UnaryOperator<SideBuilder> how) {
    now = how.apply(now);
    return this;
  }

  /** The change. */
  public Change build() {
    return new Change(
        path,
        kind,
        type,
        differs,
        kind == ChangeKind.ADDED ? Optional.empty() : Optional.of(image.build(type)),
        kind == ChangeKind.DELETED ? Optional.empty() : Optional.of(now.build(type)));
  }

  /** Makes one side of a change. */
  public static final class SideBuilder {

    private int permissions = 0644;
    private long size = 1;
    private long changedSeconds;
    private int changedNanos;
    private Attributes attributes = Attributes.NONE;
    private Optional<Digest> digest = Optional.empty();
    private boolean program;

    private SideBuilder() {}

    public SideBuilder permissions(int some) {
      permissions = some;
      return this;
    }

    public SideBuilder size(long bytes) {
      size = bytes;
      return this;
    }

    public SideBuilder changed(long seconds, int nanos) {
      changedSeconds = seconds;
      changedNanos = nanos;
      return this;
    }

    public SideBuilder attributes(Attributes some) {
      attributes = some;
      return this;
    }

    public SideBuilder capability(byte... value) {
      return attributes(Attributes.of(Map.of("security.capability", value)));
    }

    public SideBuilder digest(Digest some) {
      digest = Optional.of(some);
      return this;
    }

    public SideBuilder program() {
      program = true;
      return this;
    }

    private Side build(FileType type) {
      return new Side(
          FileStatBuilder.of(type)
              .permissions(permissions)
              .size(size)
              .changed(changedSeconds, changedNanos)
              .build(),
          attributes,
          Optional.empty(),
          digest,
          program,
          Optional.empty());
    }
  }
}
