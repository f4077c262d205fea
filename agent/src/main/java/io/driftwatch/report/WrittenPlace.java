package io.driftwatch.report;

import io.driftwatch.file.FilePath;

/**
 * A directory to which a container wrote: the topmost that could be mounted over without hiding
 * anything of the image, or else the directory of the image itself.
 *
 * @param directory in the container, without links
 * @param ground what the image has there
 * @param files how many paths were written to: added, changed, deleted, or copied up; in {@link
 *     Ground#SHARED} those right in it, or in what the image lacks and more could not be told
 *     apart; 0 when what was written is gone again, and left no trace but the directory's time
 * @param bytes that the files take which were written
 * @param overImage how many of the paths are the image's, which a mount would hide or which a
 *     read-only root would keep as they are
 * @param programs whether any program was added or changed there
 * @param example one of the paths, or the directory
 * @param imageBytes that the image's files take below it, as far as they were counted, which is to
 *     the first program; 0 unless it is {@link Ground#SHARED}
 * @param imagePrograms whether any of them is a program, or they are too many to tell; false unless
 *     it is {@link Ground#SHARED}
 */
public record WrittenPlace(
    FilePath directory,
    Ground ground,
    long files,
    long bytes,
    long overImage,
    boolean programs,
    FilePath example,
    long imageBytes,
    boolean imagePrograms) {

  /**
   * A directory of the image of which nothing is known but that it was written to, as by its time
   * when what was written is gone.
   */
  public static WrittenPlace trace(FilePath directory) {
    return new WrittenPlace(directory, Ground.SHARED, 0, 0, 0, false, directory, 0, false);
  }

  /**
   * One path that was written to.
   *
   * @param ofImage whether the image has it
   * @param program whether it is a program, as it is now
   */
  public static WrittenPlace of(
      FilePath directory, Ground ground, FilePath path, boolean ofImage, boolean program) {
    return new WrittenPlace(directory, ground, 1, 0, ofImage ? 1 : 0, program, path, 0, false);
  }

  /** The same with files that take more. */
  WrittenPlace plusBytes(long more) {
    return new WrittenPlace(
        directory,
        ground,
        files,
        bytes + more,
        overImage,
        programs,
        example,
        imageBytes,
        imagePrograms);
  }

  /** The same with no example but the directory. */
  WrittenPlace withoutExample() {
    return new WrittenPlace(
        directory, ground, files, bytes, overImage, programs, directory, imageBytes, imagePrograms);
  }

  /** The same with what the image has below it. */
  public WrittenPlace over(long imagesBytes, boolean imagesPrograms) {
    return new WrittenPlace(
        directory, ground, files, bytes, overImage, programs, example, imagesBytes, imagesPrograms);
  }

  /** The same as a directory that the image has nothing in. */
  public WrittenPlace overNothing() {
    return in(directory, Ground.EMPTY);
  }

  /** The same as a directory that holds it. */
  WrittenPlace in(FilePath outer, Ground itsGround) {
    return new WrittenPlace(
        outer, itsGround, files, bytes, overImage, programs, example, imageBytes, imagePrograms);
  }

  /** The same with other paths that were written to in this directory. */
  WrittenPlace plus(WrittenPlace other) {
    return with(other, files + other.files, bytes + other.bytes, overImage + other.overImage);
  }

  /** The same as it was when most had been written to it, at this look or at another one. */
  WrittenPlace max(WrittenPlace other) {
    return with(
        other,
        Math.max(files, other.files),
        Math.max(bytes, other.bytes),
        Math.max(overImage, other.overImage));
  }

  /** Whether another one of the same directory says the same, but for less than half or double. */
  boolean sameAs(WrittenPlace other) {
    return directory.equals(other.directory)
        && ground == other.ground
        && programs == other.programs
        && imagePrograms == other.imagePrograms
        && isSimilar(files, other.files)
        && isSimilar(bytes, other.bytes)
        && isSimilar(overImage, other.overImage);
  }

  private static boolean isSimilar(long one, long other) {
    return Math.max(one, other) < 2 * Math.min(one, other) || one == other;
  }

  private WrittenPlace with(WrittenPlace other, long allFiles, long allBytes, long allOverImage) {
    return new WrittenPlace(
        directory,
        ground.compareTo(other.ground) > 0 ? ground : other.ground,
        allFiles,
        allBytes,
        allOverImage,
        programs || other.programs,
        firstExample(other),
        Math.max(imageBytes, other.imageBytes),
        imagePrograms || other.imagePrograms);
  }

  private FilePath firstExample(WrittenPlace other) {
    if (files == 0 || other.files == 0) {
      return files == 0 ? other.example : example;
    }
    return example.compareTo(other.example) <= 0 ? example : other.example;
  }
}
