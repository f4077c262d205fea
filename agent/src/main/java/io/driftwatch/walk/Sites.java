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
      return new At(frame.added, path.prefix(frame.added.pathLength));
    }
    return new At(frame.anchor, path.prefix(frame.anchor.pathLength));
  }

  /** The site of a directory that the container sees. */
  Site of(Frame parent, Child directory) {
    boolean isOwn =
        parent.isOfImage() && (directory.isOfImage() || (directory.isNew() && !isEmpty(parent)));
    return isOwn
        ? new At(new Frame(parent, directory, 0, false, 0), path.resolve(directory.name()))
        : of(parent);
  }

  private boolean isEmpty(Frame frame) {
    return isEmpty(frame, path.prefix(frame.pathLength));
  }

  private boolean isEmpty(Frame frame, FilePath directory) {
    if (frame.emptyInImage == null) {
      frame.emptyInImage = image.isEmpty(directory);
    }
    return frame.emptyInImage;
  }

  private final class At implements Site {
    private final Frame frame;
    private final FilePath directory;

    At(Frame frame, FilePath directory) {
      this.frame = frame;
      this.directory = directory;
    }

    @Override
    public FilePath directory() {
      return directory;
    }

    @Override
    public boolean isOfImage() {
      return frame.isOfImage();
    }

    @Override
    public boolean isEmpty() {
      return !isOfImage() || Sites.this.isEmpty(frame, directory);
    }
  }
}
