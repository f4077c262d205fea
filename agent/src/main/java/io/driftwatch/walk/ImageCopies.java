package io.driftwatch.walk;

import io.driftwatch.compare.Entry;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FilePath;
import io.driftwatch.walk.NamedFiles.Named;
import java.util.Optional;

/**
 * Tells whether a file of a container has the bytes that its image has under the same last name,
 * wherever that is. The image's layers alone are asked, in which the container has no say.
 */
public final class ImageCopies {

  private final NamedFiles files;
  private final Layers layers;

  ImageCopies(NamedFiles files, Layers layers) {
    this.files = files;
    this.layers = layers;
  }

  /**
   * Whether the image has such a file.
   *
   * @param path of the file in the container
   * @param file a regular one, which the walk stands at
   */
  public boolean has(FilePath path, Entry file) throws CannotLookException {
    LayerEntry mine = (LayerEntry) file;
    for (Named named : files.of(path.name(), mine.stat().size())) {
      if (isSame(mine, named)) {
        return true;
      }
    }
    return false;
  }

  /** Where both digests are known from earlier looks, nothing is opened. */
  private boolean isSame(LayerEntry mine, Named named) throws CannotLookException {
    Optional<Digest> known = mine.knownDigest();
    if (known.isPresent() && named.digest() != null) {
      return known.get().equals(named.digest());
    }
    try {
      Optional<LayerEntry> ofImage = ImageLinks.find(layers, named.path());
      boolean same =
          ofImage.isPresent()
              && ofImage.get().stat().isRegularFile()
              && ofImage.get().stat().size() == mine.stat().size()
              && mine.sameContent(ofImage.get(), false);
      if (same) {
        mine.knownDigest().ifPresent(named::learn);
      }
      return same;
    } finally {
      layers.release();
    }
  }

  void close() {
    layers.close();
  }
}
