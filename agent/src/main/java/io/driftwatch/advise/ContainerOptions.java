package io.driftwatch.advise;

import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.report.Ground;
import io.driftwatch.report.ImageFacts;
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
      if (isVolume(advice.container().runtime(), mount)) {
        words.addAll(List.of("--volume", mount.path().toString()));
      } else {
        words.addAll(List.of("--tmpfs", mount.path() + ":" + options(mount)));
      }
    }
    return words;
  }

  /**
   * A mount point that the image lacks is made at the first start, and root's from the second one
   * on: without an owner of its own, the tmpfs is then root's alone. runc 1.1 forgets the mode as
   * well, but not the owner.
   */
  private static String options(ProposedMount mount) {
    String options = "rw,size=" + mount.sizeLimit() / MIB + "m";
    if (mount.ground() != Ground.NEW) {
      return options;
    }
    return options + mount.owner().map(ContainerOptions::of).orElse(",mode=1777");
  }

  private static String of(ImageFacts.Owner owner) {
    String mode = ",mode=%04o".formatted(owner.permissions());
    boolean isRoots = owner.uid() == 0 && owner.gid() == 0;
    return isRoots ? mode : mode + ",uid=%d,gid=%d".formatted(owner.uid(), owner.gid());
  }

  /** Whether one of the mounts is a volume without a name. */
  public static boolean haveVolume(Advice advice) {
    ContainerRuntime runtime = advice.container().runtime();
    return advice.mounts().stream().anyMatch(mount -> isVolume(runtime, mount));
  }

  /** Whether one of the mounts is a tmpfs. */
  public static boolean haveTmpfs(Advice advice) {
    ContainerRuntime runtime = advice.container().runtime();
    return !advice.mounts().stream().allMatch(mount -> isVolume(runtime, mount));
  }

  /**
   * A new volume without a name gets the files of the image and the owner of the directory from
   * either client, for each container anew; where the image has no directory, it is root's with
   * docker, and with podman the user's whom the container runs as. A tmpfs is root's, with the mode
   * of the directory; docker can be told another owner, podman 4 cannot.
   */
  private static boolean isVolume(ContainerRuntime runtime, ProposedMount mount) {
    boolean isOthers =
        mount.owner().filter(owner -> owner.uid() != 0 || owner.gid() != 0).isPresent();
    boolean canTell = mount.ground() == Ground.NEW && runtime == ContainerRuntime.DOCKER;
    return mount.isSeeded() || (isOthers && !canTell);
  }
}
