package io.driftwatch.scan;

import io.driftwatch.declare.ImageFiles;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.walk.OverlayTree;
import io.driftwatch.walk.PathErrors;
import java.util.List;
import java.util.Optional;

/**
 * The image of a container, by its layers.
 *
 * @param errors is told what could not be read, because what was declared of it is not known then
 */
record TreeImage(OverlayTree tree, PathErrors errors) implements ImageFiles {

  @Override
  public FilePath resolve(FilePath path) throws CannotLookException {
    return told(path, () -> tree.resolveInImage(path));
  }

  @Override
  public Optional<FileStat> at(FilePath path) throws CannotLookException {
    return told(path, () -> tree.inImage(path));
  }

  @Override
  public List<FilePath> in(FilePath directory, int most) throws CannotLookException {
    return told(directory, () -> tree.namesInImage(directory, most)).stream()
        .map(name -> directory.resolve(name.bytes()))
        .toList();
  }

  private <T> T told(FilePath path, PathErrors.Question<T> question) throws CannotLookException {
    try {
      return question.ask();
    } catch (CannotLookException e) {
      errors.cannotLook(path, e.reason());
      throw e;
    }
  }
}
