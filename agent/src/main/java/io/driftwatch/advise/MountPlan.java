package io.driftwatch.advise;

import io.driftwatch.file.FilePath;
import io.driftwatch.report.Ground;
import io.driftwatch.report.ImageFacts;
import io.driftwatch.report.Writes;
import io.driftwatch.report.WrittenPlace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The fewest mounts that hold every write, and what they cannot hold. A directory of which the
 * image has files is a mount only where a copy of them can come first.
 *
 * @param mounts by path, none below another
 * @param obstacles by path
 */
record MountPlan(List<ProposedMount> mounts, List<Obstacle> obstacles) {

  /** Nothing to be done. */
  static final MountPlan NONE = new MountPlan(List.of(), List.of());

  /** More are no hardening but another file system. */
  static final int MAX_MOUNTS = 16;

  /** Of the image, which an init container copies at each start. */
  static final long MAX_SEED_BYTES = 64L << 20;

  private static final long MIN_SIZE = 16L << 20;

  /** What a pod's specification takes is not written down; this is as good as any. */
  private static final int MAX_PATH = 1_024;

  /**
   * Plans.
   *
   * @param writes where was written
   * @param mounted what are mounts already
   * @param image whose directories they are
   * @param canCopy whether the image's files can be copied to a volume
   */
  static MountPlan of(Writes writes, Set<FilePath> mounted, ImageFacts image, boolean canCopy) {
    List<WrittenPlace> open =
        writes.places().stream()
            .filter(place -> mounted.stream().noneMatch(place.directory()::startsWith))
            .toList();
    List<WrittenPlace> places =
        Stream.concat(open.stream(), around(open, mounted, canCopy ? image.hollow() : Set.of()))
            .sorted(Comparator.comparing(WrittenPlace::directory))
            .toList();
    List<ProposedMount> mounts = new ArrayList<>();
    List<Obstacle> obstacles = new ArrayList<>();
    for (WrittenPlace place : places) {
      Optional<String> why = whyNot(place, canCopy);
      if (mounts.stream().anyMatch(mount -> place.directory().startsWith(mount.path()))) {
        mounts.replaceAll(mount -> holding(mount, place));
      } else if (why.isPresent()) {
        obstacles.add(obstacle(place, why.get()));
      } else {
        mounts.add(mountOf(place, image));
      }
    }
    if (!writes.complete()) {
      obstacles.add(Obstacle.because("it writes to more directories than are kept apart"));
    }
    if (mounts.size() > MAX_MOUNTS) {
      obstacles.add(
          Obstacle.because(
              "it would take %d mounts, and more than %d are not proposed"
                  .formatted(mounts.size(), MAX_MOUNTS)));
    }
    return new MountPlan(mounts, obstacles);
  }

  /**
   * One mount instead of several beside each other, where that makes nothing writable that the
   * image has to say: files can be renamed from one directory to the other then, as a spool's are,
   * which fails from mount to mount.
   */
  private static Stream<WrittenPlace> around(
      List<WrittenPlace> places, Set<FilePath> mounted, Set<FilePath> hollow) {
    return hollow.stream()
        .filter(directory -> !SystemDirectories.keeps(directory))
        .filter(directory -> mounted.stream().noneMatch(mount -> mount.startsWith(directory)))
        .filter(
            directory ->
                places.stream()
                        .filter(place -> place.ground() != Ground.SHARED)
                        .filter(place -> place.directory().parent().equals(directory))
                        .count()
                    > 1)
        .map(directory -> WrittenPlace.trace(directory));
  }

  private static Optional<String> whyNot(WrittenPlace place, boolean canCopy) {
    FilePath directory = place.directory();
    boolean isShared = place.ground() == Ground.SHARED;
    if (SystemDirectories.has(directory) || (isShared && SystemDirectories.keeps(directory))) {
      return Optional.of("it is a directory of the system");
    }
    if (!canBeWritten(directory)) {
      return Optional.of("no specification can have its name");
    }
    if (!isShared) {
      return Optional.empty();
    }
    if (place.imagePrograms()) {
      return Optional.of(
          "the image has programs there, or more than is looked through, and a volume would make"
              + " them writable");
    }
    if (place.imageBytes() > MAX_SEED_BYTES) {
      return Optional.of("the image has more than 64 MiB there, too much to copy at each start");
    }
    return canCopy
        ? Optional.empty()
        : Optional.of("the image has files there, and no cp to copy them to a volume");
  }

  /** Kubernetes has no colon in a mount path; neither has docker, where it ends one. */
  private static boolean canBeWritten(FilePath path) {
    String text = path.toString();
    return path.length() <= MAX_PATH && text.indexOf(':') < 0 && text.indexOf('\\') < 0;
  }

  private static Obstacle obstacle(WrittenPlace place, String why) {
    return new Obstacle(
        Optional.of(place.directory()), Optional.of(place.example()), place.files(), why);
  }

  private static ProposedMount mountOf(WrittenPlace place, ImageFacts image) {
    long bytes = saturated(place.bytes(), place.imageBytes());
    return new ProposedMount(
        place.directory(),
        place.ground(),
        place.files(),
        bytes,
        sizeLimit(bytes),
        place.programs(),
        place.example(),
        Optional.ofNullable(image.owners().get(place.directory())));
  }

  /** The mount, with what was written below it. */
  private static ProposedMount holding(ProposedMount mount, WrittenPlace place) {
    if (!place.directory().startsWith(mount.path())) {
      return mount;
    }
    long bytes = saturated(mount.bytes(), place.bytes());
    return new ProposedMount(
        mount.path(),
        mount.ground(),
        saturated(mount.files(), place.files()),
        bytes,
        sizeLimit(bytes),
        mount.programs() || place.programs(),
        mount.files() == 0 ? place.example() : mount.example(),
        mount.owner());
  }

  /** Twice the most that was seen, as a power of two of bytes. */
  static long sizeLimit(long bytes) {
    long wanted = saturated(bytes, bytes);
    long limit = MIN_SIZE;
    while (limit < wanted && limit < 1L << 61) {
      limit <<= 1;
    }
    return limit;
  }

  private static long saturated(long one, long other) {
    long sum = one + other;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
