package io.driftwatch.walk;

import io.driftwatch.file.FilePath;

/**
 * Tells where the paths of a walk were written to. Nothing is looked up before it is asked for, and
 * of each directory of the image at most once whether there is anything in it.
 *
 * <p>What the container removed, moved or made anew was written to from the directory around it:
 * with that one read-only, or with a mount in its place, it could not have been.
 */
final class Sites {

  private final ImageTree image;
  private final PathBuffer path;

  /**
   * @param image in which nothing else is looked up meanwhile
   * @param path of the walk
   */
  Sites(ImageTree image, PathBuffer path) {
    this.image = image;
    this.path = path;
  }

  /** The site of something that lies in a directory, and is no directory itself. */
  Site of(Frame frame) {
    if (frame.added != null && !isEmpty(frame.anchor)) {
      return new At(path.prefix(frame.added.pathLength), false, new Emptiness());
    }
    return new At(path.prefix(frame.anchor.pathLength), true, frame.anchor.emptyInImage);
  }

  /** The site of a directory that the container sees. */
  Site of(Frame parent, Child directory) {
    boolean isOwn =
        parent.isOfImage() && (directory.isOfImage() || (directory.isNew() && !isEmpty(parent)));
    return isOwn
        ? new At(path.resolve(directory.name()), directory.isOfImage(), new Emptiness())
        : of(parent);
  }

  private boolean isEmpty(Frame frame) {
    return isEmpty(path.prefix(frame.pathLength), frame.emptyInImage);
  }

  private boolean isEmpty(FilePath directory, Emptiness emptiness) {
    if (emptiness.known == null) {
      emptiness.known = image.isEmpty(directory);
    }
    return emptiness.known;
  }

  /** Whether the image has nothing in one of its directories. */
  static final class Emptiness {

    /** Null when nobody has asked. */
    private Boolean known;
  }

  private final class At implements Site {
    private final FilePath directory;
    private final boolean isOfImage;
    private final Emptiness emptiness;

    At(FilePath directory, boolean isOfImage, Emptiness emptiness) {
      this.directory = directory;
      this.isOfImage = isOfImage;
      this.emptiness = emptiness;
    }

    @Override
    public FilePath directory() {
      return directory;
    }

    @Override
    public boolean isOfImage() {
      return isOfImage;
    }

    @Override
    public boolean isEmpty() {
      return !isOfImage || Sites.this.isEmpty(directory, emptiness);
    }
  }
}
