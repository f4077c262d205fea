package io.driftwatch.advise;

import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerSpec;
import io.driftwatch.container.ContainerSpec.Resources;
import io.driftwatch.container.OciProcess;
import io.driftwatch.file.FilePath;
import io.driftwatch.report.Ground;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What has to be added to the specification of a pod so that those of its containers that can be
 * are immutable.
 *
 * @param containers that change
 * @param volumes that they get, none of them yet there
 * @param seeds init containers that copy a directory of the image to a volume
 */
public record PodPatch(List<Closed> containers, List<EmptyDir> volumes, List<Seed> seeds) {

  /** Where an init container sees the volume that it fills. */
  public static final String SEED_MOUNT = "/driftwatch-seed";

  public PodPatch {
    containers = List.copyOf(containers);
    volumes = List.copyOf(volumes);
    seeds = List.copyOf(seeds);
  }

  /**
   * A container with a root that is read-only.
   *
   * @param name its name
   * @param isInit whether it is one of the pod's init containers
   * @param mounts that it gets
   */
  public record Closed(String name, boolean isInit, List<Mount> mounts) {}

  /**
   * A volume in a container.
   *
   * @param volume its name
   * @param path where
   */
  public record Mount(String volume, FilePath path) {}

  /**
   * An emptyDir.
   *
   * @param name its name
   * @param sizeLimit in bytes
   */
  public record EmptyDir(String name, long sizeLimit) {}

  /**
   * An init container that fills a volume, or gives it the owner and the mode of the directory.
   *
   * @param name its name
   * @param image that of the container whose volume it is
   * @param imagePullPolicy null for the default
   * @param command program and arguments
   * @param volume its name
   * @param runAsUser as the container's specification has it
   * @param runAsNonRoot likewise
   * @param resources those of the container: with less the pod could lose its quality of service,
   *     or a namespace's quota refuse it; it runs before, so that the pod asks for no more
   * @param isRoot whether it runs as root
   */
  public record Seed(
      String name,
      String image,
      String imagePullPolicy,
      List<String> command,
      String volume,
      Optional<Long> runAsUser,
      Optional<Boolean> runAsNonRoot,
      Resources resources,
      boolean isRoot) {}

  /** Whether there is nothing to be changed. */
  public boolean isEmpty() {
    return containers.isEmpty();
  }

  /**
   * The patch for a pod.
   *
   * @param pod advice about its containers
   */
  public static PodPatch of(List<Advice> pod) {
    return new Builder(pod).build();
  }

  private static final class Builder {

    private final List<Advice> pod;
    private final UniqueNames volumeNames;
    private final UniqueNames seedNames;
    private final List<Closed> containers = new ArrayList<>();
    private final List<EmptyDir> volumes = new ArrayList<>();
    private final List<Seed> seeds = new ArrayList<>();

    Builder(List<Advice> pod) {
      this.pod =
          pod.stream()
              .filter(Advice::canBePatched)
              .sorted(Comparator.comparing(advice -> advice.container().name()))
              .toList();
      Optional<ContainerSpec> spec =
          pod.stream().flatMap(a -> a.container().spec().stream()).findFirst();
      this.volumeNames = new UniqueNames(spec.map(ContainerSpec::volumeNames).orElse(Set.of()));
      this.seedNames =
          new UniqueNames(spec.map(ContainerSpec::initContainerNames).orElse(Set.of()));
    }

    PodPatch build() {
      pod.forEach(this::close);
      return new PodPatch(containers, volumes, seeds);
    }

    private void close(Advice advice) {
      Container container = advice.container();
      List<Mount> mounts = new ArrayList<>();
      for (ProposedMount mount : advice.mounts()) {
        String volume = volumeNames.of("", mount.path());
        volumes.add(new EmptyDir(volume, mount.sizeLimit()));
        mounts.add(new Mount(volume, mount.path()));
        if (mount.isSeeded() || isSomebodys(advice, mount)) {
          seeds.add(seed(advice, mount, volume));
        }
      }
      boolean isInit =
          container
              .spec()
              .filter(spec -> spec.initContainerNames().contains(container.name()))
              .isPresent();
      containers.add(new Closed(container.name(), isInit, mounts));
    }

    /**
     * An emptyDir is root's, and anybody may write to it, at which a program balks whose directory
     * it was. Root can copy whose it is, and its mode, with nothing in it.
     */
    private static boolean isSomebodys(Advice advice, ProposedMount mount) {
      return mount.ground() == Ground.EMPTY
          && advice.image().copy().isPresent()
          && isRoot(advice.container())
          && mount
              .owner()
              .filter(
                  owner -> owner.uid() != 0 || owner.gid() != 0 || (owner.permissions() & 077) == 0)
              .isPresent();
    }

    private static boolean isRoot(Container container) {
      return container
              .confinement()
              .map(OciProcess::uid)
              .or(() -> container.spec().flatMap(ContainerSpec::runAsUser))
              .orElse(0L)
          == 0;
    }

    private Seed seed(Advice advice, ProposedMount mount, String volume) {
      Container container = advice.container();
      Optional<ContainerSpec> spec = container.spec();
      boolean isRoot = isRoot(container);
      return new Seed(
          seedNames.of("seed", mount.path()),
          spec.map(ContainerSpec::image).orElse(container.image().reference()),
          spec.map(ContainerSpec::imagePullPolicy).orElse(null),
          copy(advice.image().copy().orElseThrow(), mount.path(), isRoot),
          volume,
          spec.flatMap(ContainerSpec::runAsUser),
          spec.flatMap(ContainerSpec::runAsNonRoot),
          spec.map(ContainerSpec::resources).orElse(Resources.NONE),
          isRoot);
    }

    /**
     * Who is not root may not set the times and the mode of the volume itself, at which {@code cp
     * -a} would fail.
     */
    private static List<String> copy(FilePath program, FilePath from, boolean isRoot) {
      return List.of(
          unexpanded(program.toString()),
          isRoot ? "-a" : "-RP",
          unexpanded(from + "/."),
          SEED_MOUNT + "/");
    }

    /** Kubernetes replaces {@code $(NAME)} in a command by a variable; two dollars are one. */
    private static String unexpanded(String text) {
      return text.replace("$", "$$");
    }
  }
}
