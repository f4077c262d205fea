package io.driftwatch.declare;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import java.util.List;
import java.util.Optional;

/** The files of an image, for those who only think about them. */
public interface ImageFiles {

  /**
   * Where a path leads to, links followed as the image has them; what it lacks stays as it is.
   *
   * @param path absolute
   */
  FilePath resolve(FilePath path) throws CannotLookException;

  /**
   * What the image has at a path.
   *
   * @param path absolute, without links but perhaps the last name
   */
  Optional<FileStat> at(FilePath path) throws CannotLookException;

  /**
   * Some of what lies in a directory.
   *
   * @param directory absolute, without links
   * @param most how many are wanted
   */
  List<FilePath> in(FilePath directory, int most) throws CannotLookException;
}
