package io.driftwatch.scan;

import io.driftwatch.declare.ImageFiles;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.walk.OverlayTree;
import java.util.List;
import java.util.Optional;

/** The image of a container, by its layers. */
record TreeImage(OverlayTree tree) implements ImageFiles {

  @Override
  public FilePath resolve(FilePath path) throws CannotLookException {
    return tree.resolveInImage(path);
  }

  @Override
  public Optional<FileStat> at(FilePath path) throws CannotLookException {
    return tree.statInImage(path);
  }

  @Override
  public List<FilePath> in(FilePath directory, int most) throws CannotLookException {
    return tree.namesInImage(directory, most).stream()
        .map(name -> directory.resolve(name.bytes()))
        .toList();
  }
}
