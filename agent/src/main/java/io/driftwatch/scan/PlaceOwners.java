package io.driftwatch.scan;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.OwnerMap;
import io.driftwatch.report.Ground;
import io.driftwatch.report.ImageFacts.Owner;
import io.driftwatch.report.Writes;
import io.driftwatch.report.WrittenPlace;
import io.driftwatch.walk.OverlayTree;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Whose the directories are that a container wrote to. What cannot be looked at is left out. */
final class PlaceOwners {

  private PlaceOwners() {}

  /**
   * The owners that the image's directories have there, and those of the directories that the
   * container made: not in a user namespace, where layers may be mapped on their own account.
   *
   * @param ids which of the host's the container's are
   */
  static Map<FilePath, Owner> of(OverlayTree tree, Writes writes, OwnerMap ids) {
    Map<FilePath, Owner> owners = new HashMap<>();
    for (WrittenPlace place : writes.places()) {
      boolean isNumbered = place.ground() != Ground.NEW || ids.equals(OwnerMap.IDENTITY);
      if (isNumbered && !place.directory().equals(FilePath.ROOT)) {
        find(tree, place)
            .map(ids.inverse()::map)
            .map(stat -> new Owner(stat.uid(), stat.gid(), stat.permissions()))
            .ifPresent(owner -> owners.put(place.directory(), owner));
      }
    }
    return owners;
  }

  private static Optional<FileStat> find(OverlayTree tree, WrittenPlace place) {
    try {
      return place.ground() == Ground.NEW
          ? tree.statOf(place.directory()).filter(FileStat::isDirectory)
          : tree.inImage(place.directory());
    } catch (CannotLookException e) {
      return Optional.empty();
    }
  }
}
