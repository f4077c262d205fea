package io.driftwatch.scan;

import io.driftwatch.container.Rootfs;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.OwnerMap;
import io.driftwatch.report.Ground;
import io.driftwatch.report.ImageFacts;
import io.driftwatch.report.ImageFacts.Owner;
import io.driftwatch.report.Writes;
import io.driftwatch.report.WrittenPlace;
import io.driftwatch.walk.OverlayTree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which programs images have that advice is about. Layers do not change, so each image is asked
 * once, and the latest ones are remembered: more than a node runs containers, since docker gives
 * each a layer of its own.
 */
final class ImagesSeen {

  static final int MAX_IMAGES = 512;

  private final Map<List<FilePath>, ImageFacts> programs = new Latest<>(MAX_IMAGES);

  /**
   * Facts about a container's image. What cannot be looked at is left out: none of it is a finding.
   *
   * @param owners which of the host's ids the container's are
   * @param writes where the container wrote
   */
  ImageFacts factsOf(OverlayTree tree, Rootfs rootfs, OwnerMap owners, Writes writes) {
    return programs(tree, rootfs.lowerdirs()).with(owners(tree, owners.inverse(), writes));
  }

  private ImageFacts programs(OverlayTree tree, List<FilePath> layers) {
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

  private static Map<FilePath, Owner> owners(
      OverlayTree tree, OwnerMap inContainer, Writes writes) {
    Map<FilePath, Owner> owners = new HashMap<>();
    for (WrittenPlace place : writes.places()) {
      if (place.ground() != Ground.NEW && !place.directory().equals(FilePath.ROOT)) {
        find(tree, place.directory())
            .map(inContainer::map)
            .map(stat -> new Owner(stat.uid(), stat.gid(), stat.permissions()))
            .ifPresent(owner -> owners.put(place.directory(), owner));
      }
    }
    return owners;
  }

  static Optional<FileStat> find(OverlayTree tree, FilePath path) {
    try {
      return tree.inImage(path);
    } catch (CannotLookException e) {
      return Optional.empty();
    }
  }
}
