package io.driftwatch.image;

import io.driftwatch.container.Rootfs;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.LastUsed;
import io.driftwatch.report.ImageFacts;
import io.driftwatch.walk.OverlayTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which programs images have that advice is about. Layers do not change, so each image is asked
 * once, and the latest ones are remembered: more than a node runs containers, since docker gives
 * each a layer of its own.
 */
public final class ImagesSeen {

  static final int MAX_IMAGES = 512;

  private final Map<List<FilePath>, ImageFacts> programs = new LastUsed<>(MAX_IMAGES);

  /** Facts about an image. What cannot be looked at is left out: none of it is a finding. */
  public ImageFacts factsOf(OverlayTree tree, Rootfs rootfs) {
    List<FilePath> layers = rootfs.lowerdirs();
    synchronized (programs) {
      ImageFacts known = programs.get(layers);
      if (known != null) {
        return known;
      }
    }
    ImageFacts found = ImagePrograms.of(tree);
    synchronized (programs) {
      programs.put(layers, found);
    }
    return found;
  }

  static Optional<FileStat> find(OverlayTree tree, FilePath path) {
    try {
      return tree.inImage(path);
    } catch (CannotLookException e) {
      return Optional.empty();
    }
  }
}
