package io.driftwatch.advise;

import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import java.util.ArrayList;
import java.util.List;

/** The options with which docker or podman start a container so that it is immutable. */
public final class ContainerOptions {

  private static final long MIB = 1L << 20;

  private ContainerOptions() {}

  /** Whether a container is started by such options at all. */
  public static boolean areKnownTo(Container container) {
    boolean isClient =
        container.runtime() == ContainerRuntime.DOCKER
            || container.runtime() == ContainerRuntime.PODMAN;
    return isClient && container.pod().isEmpty();
  }

  /** The words, each as it is. */
  public static List<String> of(Advice advice) {
    List<String> words = new ArrayList<>(List.of("--read-only"));
    for (ProposedMount mount : advice.mounts()) {
      if (isVolume(mount)) {
        words.addAll(List.of("--volume", mount.path().toString()));
      } else {
        words.addAll(
            List.of("--tmpfs", mount.path() + ":rw,size=" + mount.sizeLimit() / MIB + "m"));
      }
    }
    return words;
  }

  /**
   * A new volume without a name gets the files of the image and the owner of the directory from
   * either client, for each container anew. A tmpfs has neither: it is root's, with the mode of the
   * directory.
   */
  public static boolean isVolume(ProposedMount mount) {
    boolean isOthers =
        mount.owner().filter(owner -> owner.uid() != 0 || owner.gid() != 0).isPresent();
    return mount.isSeeded() || isOthers;
  }
}
