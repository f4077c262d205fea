package io.driftwatch.scan;

import io.driftwatch.discover.ToldMount;
import io.driftwatch.discover.Volume;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.locate.Located;
import io.driftwatch.locate.MountInfo;
import io.driftwatch.locate.MountsInside;
import io.driftwatch.walk.Allowance;
import io.driftwatch.walk.OverlayTree;
import io.driftwatch.walk.PathErrors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The mounts in a container, told apart by whether the runtime was told to make them.
 *
 * @param declared mount points of mounts that it was told to make, and that are still there
 * @param undeclared mount points of all others
 * @param missing mount points where it was told to make one, and nothing is mounted any more
 * @param searched mount points of what is in memory, and was made for the container or by it; of
 *     the volumes that the runtime was told of only those that may be another by now
 * @param points where each place that it was told of is, links followed
 */
record DeclaredMounts(
    Set<FilePath> declared,
    Set<FilePath> undeclared,
    Set<FilePath> missing,
    Set<FilePath> searched,
    Map<FilePath, FilePath> points) {

  /**
   * Tells them apart. The runtime's words name a mount point as the image's links lead to it, the
   * kernel names it as it is. Where the image cannot be read, no mount is taken for another's work.
   *
   * @param allowance is spent on following the image's links
   * @param errors is told what could not be told, {@link Reason#BUDGET_TIME} when that took too
   *     long
   */
  static DeclaredMounts of(
      HostRoot host, Located located, OverlayTree tree, Allowance allowance, PathErrors errors) {
    if (located.told().isEmpty()) {
      // Nobody knows what was meant to be; the caller vouches for the process.
      return none(located.mountPoints().orElse(Set.of()), Map.of());
    }
    Map<FilePath, FilePath> points = new HashMap<>();
    Map<FilePath, List<ToldMount>> told = new HashMap<>();
    boolean isAllKnown = true;
    for (ToldMount mount : located.told().get()) {
      FilePath at = mount.destination();
      if (!points.containsKey(at)) {
        errors
            .answer(at, () -> resolve(at, tree, allowance))
            .ifPresent(point -> points.put(at, point));
      }
      isAllKnown &= points.containsKey(at);
      if (points.containsKey(at)) {
        told.computeIfAbsent(points.get(at), none -> new ArrayList<>()).add(mount);
      }
    }
    told.remove(FilePath.ROOT);
    if (located.inside().isEmpty()) {
      // Nobody sees which of them are there; the runtime made all of them once.
      return none(told.keySet(), points);
    }
    DeclaredMounts sorted = new Sorter(host, located, told, points, errors).sorted();
    return isAllKnown ? sorted : sorted.uncertain(errors);
  }

  /** Where the image's links could not be followed, any mount may be one that was asked for. */
  private DeclaredMounts uncertain(PathErrors errors) {
    undeclared.forEach(mount -> errors.cannotLook(mount, Reason.MOUNT_NOT_VISIBLE));
    Set<FilePath> all = new HashSet<>(declared);
    all.addAll(undeclared);
    return new DeclaredMounts(all, Set.of(), missing, searched, points);
  }

  private static FilePath resolve(FilePath told, OverlayTree tree, Allowance allowance)
      throws CannotLookException {
    allowance.visited(1);
    if (!allowance.hasTime()) {
      throw new CannotLookException(Reason.BUDGET_TIME, "mount points");
    }
    return tree.resolveInImage(told);
  }

  private static DeclaredMounts none(Set<FilePath> declared, Map<FilePath, FilePath> points) {
    return new DeclaredMounts(declared, Set.of(), Set.of(), Set.of(), points);
  }

  /** Holds what is mounted against what the runtime was told. */
  private static final class Sorter {

    /** What NVIDIA's hook makes: a tmpfs with descriptions of the devices, and more in it. */
    private static final FilePath HOOKS = FilePath.of("/proc/driver/nvidia");

    private final Map<FilePath, List<ToldMount>> told;
    private final Map<FilePath, FilePath> points;
    private final Set<FilePath> mounted;
    private final MountsInside inside;
    private final Masks masks;
    private final PathErrors errors;
    private final Set<FilePath> volumes = new HashSet<>();

    private Sorter(
        HostRoot host,
        Located located,
        Map<FilePath, List<ToldMount>> told,
        Map<FilePath, FilePath> points,
        PathErrors errors) {
      this.told = told;
      this.points = points;
      this.mounted = located.mountPoints().orElseThrow();
      this.inside = located.inside().orElseThrow();
      this.masks = new Masks(host, inside);
      this.errors = errors;
      for (Volume volume : located.volumes()) {
        volumes.add(points.get(volume.destination()));
      }
    }

    private DeclaredMounts sorted() {
      Set<FilePath> declared = new HashSet<>(told.keySet());
      declared.retainAll(mounted);
      Set<FilePath> undeclared = new TreeSet<>();
      Set<FilePath> searched = new TreeSet<>();
      for (FilePath point : mounted) {
        boolean isTold = told.containsKey(point);
        Optional<FilePath> around = isTold ? Optional.empty() : innermostAround(point);
        boolean isDeclared = isTold ? isAsTold(point) : isWithin(around, point);
        if (!isDeclared) {
          undeclared.add(point);
        }
        if (isInMemory(point) && (!isDeclared || isSearched(point, isTold, around))) {
          searched.add(point);
        }
      }
      Set<FilePath> hidden = hiddenMasks(undeclared);
      undeclared.removeAll(hidden);
      searched.removeAll(hidden);
      return new DeclaredMounts(declared, undeclared, missing(), searched, points);
    }

    /** What the runtime hid, and cannot be seen because something else lies on all around it. */
    private Set<FilePath> hiddenMasks(Set<FilePath> undeclared) {
      List<FilePath> covers = undeclared.stream().filter(told::containsKey).toList();
      return covers.stream()
          .filter(point -> told.get(point).stream().noneMatch(ToldMount::isOwn))
          .filter(p -> covers.stream().anyMatch(c -> p.startsWith(c) && !p.equals(c)))
          .collect(Collectors.toSet());
    }

    private Optional<FilePath> innermostAround(FilePath point) {
      return told.keySet().stream()
          .filter(point::startsWith)
          .max((a, b) -> Integer.compare(a.length(), b.length()));
    }

    private boolean isInTree(FilePath point) {
      return told.keySet().stream()
          .anyMatch(p -> point.startsWith(p) && !point.equals(p) && isTree(p));
    }

    private boolean isTree(FilePath point) {
      return told.get(point).stream().anyMatch(ToldMount::isTree);
    }

    /**
     * What is mounted within a mount that has files is the business of who owns those, and hides
     * nothing of the image; if only the container has it, it is looked through all the same. In the
     * kernel's own file systems it must be the kernel's.
     */
    private boolean isWithin(Optional<FilePath> around, FilePath point) {
      return around.isPresent()
          && (isTree(around.get())
              || point.startsWith(HOOKS)
              || inside.at(point).stream().allMatch(MountInfo::isKernels));
    }

    private boolean isAsTold(FilePath point) {
      List<ToldMount> here = told.get(point);
      List<MountInfo> mounts = inside.at(point);
      // A part of the host may bring a mount along, and the kernel's own may lie on one another.
      boolean isCovered =
          mounts.size() > here.size()
              && !mounts.stream().allMatch(MountInfo::isKernels)
              && !isInTree(point)
              && !volumes.contains(point) // of which it is said that they cannot be seen
              && here.stream().noneMatch(m -> m.kind() == ToldMount.MountKind.PROPAGATED_PART);
      return !isCovered
          && mounts.stream().allMatch(mount -> here.stream().anyMatch(t -> isAsTold(t, mount)));
    }

    private boolean isAsTold(ToldMount mount, MountInfo is) {
      return switch (mount.kind()) {
        case KERNEL -> is.isKernels();
        case CGROUP -> is.isKernels() || is.isInMemory();
        case TREE -> true;
        case PART, PROPAGATED_PART -> !inside.isOnlyInside(is);
        case MASK -> isMask(is);
        case READ_ONLY -> is.device().equals(inside.around(is.mountPoint()));
      };
    }

    /** What could not be looked at is told of, and is no finding. */
    private boolean isMask(MountInfo mount) {
      return errors.answer(mount.mountPoint(), () -> masks.isOne(mount)).orElse(true);
    }

    private boolean isInMemory(FilePath point) {
      return inside.topmostAt(point).filter(MountInfo::isInMemory).isPresent();
    }

    private boolean isSearched(FilePath point, boolean isTold, Optional<FilePath> around) {
      boolean isOnlyInside = inside.topmostAt(point).filter(inside::isOnlyInside).isPresent();
      return isTold
          ? told.get(point).stream().allMatch(m -> m.kind() == ToldMount.MountKind.CGROUP)
              || (isOnlyInside && isTree(point))
          : isOnlyInside || volumes.contains(around.orElseThrow()) || !isTree(around.get());
    }

    /**
     * Where those that see the container's root do not see what the runtime made there, others may
     * still see it, and more. What lies in another mount that has files may have moved with these.
     */
    private Set<FilePath> missing() {
      Set<FilePath> missing = new TreeSet<>();
      told.forEach(
          (point, mounts) -> {
            boolean isOwn = mounts.stream().anyMatch(ToldMount::isOwn);
            if (isOwn && !mounted.contains(point) && !volumes.contains(point)) {
              missing.add(point);
            }
          });
      missing.removeIf(this::isInTree);
      return missing;
    }
  }
}
