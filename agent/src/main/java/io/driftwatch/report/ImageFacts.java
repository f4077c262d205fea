package io.driftwatch.report;

import io.driftwatch.file.FilePath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a container's image has that bears on how far the container can be closed.
 *
 * @param shells programs that run what they are told: {@code /bin/sh}
 * @param packageManagers programs that fetch more programs: {@code /usr/bin/apt-get}
 * @param copy a program that copies files, {@code cp}
 * @param owners of the directories that the container wrote to: the image's, and as they are now
 *     those that it made
 * @param hollow directories around those, in which the image has others and no content at all
 */
public record ImageFacts(
    List<FilePath> shells,
    List<FilePath> packageManagers,
    Optional<FilePath> copy,
    Map<FilePath, Owner> owners,
    Set<FilePath> hollow) {

  /** Nobody looked. */
  public static final ImageFacts NONE =
      new ImageFacts(List.of(), List.of(), Optional.empty(), Map.of(), Set.of());

  public ImageFacts {
    shells = List.copyOf(shells);
    packageManagers = List.copyOf(packageManagers);
    owners = Map.copyOf(owners);
    hollow = Set.copyOf(hollow);
  }

  /** The same with what is known of directories. */
  public ImageFacts with(Map<FilePath, Owner> known, Set<FilePath> withoutContent) {
    return new ImageFacts(shells, packageManagers, copy, known, withoutContent);
  }

  /**
   * Whose a directory is.
   *
   * @param uid its owner, as the container numbers it
   * @param gid its group, likewise
   * @param permissions the low 12 bits of the mode
   */
  public record Owner(long uid, long gid, int permissions) {}
}
