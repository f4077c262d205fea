package io.driftwatch.scan;

import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerSpec;
import io.driftwatch.discover.Root;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.discover.Volume;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileTime;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.HostRoot;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The time in which others filled a container's volumes, such as init containers: until the
 * container was first made, and once more after its pod's sandbox was made anew, as after the
 * machine was booted.
 *
 * <p>A container that ends is started again with the volumes as they were, in a pod even as another
 * container, so that the start of its process is not what counts. The kubelet keeps a folder for
 * each container of a pod. It makes that when it makes the container for the first time, after all
 * init containers before it have ended, and in it a file each time that it makes the container. Of
 * a container that is no pod's, the runtime's own folder is as old as it. When something was made
 * can be set by nobody, and is of the same clock as the times of what is found in volumes, which
 * leaves no doubt. Where it is not to be had, it is the start of the process that counts, less a
 * tick: what is in doubt is the container's own.
 *
 * @param first until when others filled them first
 * @param again when they did once more
 */
record BeforeStart(Instant first, Optional<Period> again) {

  /** A file's time is that of the kernel's last tick, which is at most so long ago. */
  private static final Duration TICK = Duration.ofMillis(10);

  /**
   * @param until not included
   */
  record Period(Instant from, Instant until) {

    boolean has(Instant time) {
      return !time.isBefore(from) && time.isBefore(until);
    }
  }

  /** What the node has on a container. */
  static BeforeStart of(RunningContainer running, HostRoot host) {
    BeforeStart process =
        new BeforeStart(running.container().startedAt().minus(TICK), Optional.empty());
    // What an ordinary user's runtime keeps is the user's to alter.
    if (!(running.root() instanceof Root.OfRuntime root) || root.layerOwners().isPresent()) {
      return process;
    }
    try {
      return new Folders(host, running.container(), root).read(process);
    } catch (CannotLookException e) {
      return process;
    }
  }

  /** Whether a file was last changed then. */
  boolean had(FileStat file) {
    Instant changed = file.changed().toInstant();
    return changed.isBefore(first) || again.filter(span -> span.has(changed)).isPresent();
  }

  /** A clock that was set back must not make what came later older than the container. */
  private BeforeStart atMost(Optional<Instant> made, Optional<Period> anew) {
    return new BeforeStart(made.filter(first::isAfter).orElse(first), anew);
  }

  /** The folders of the kubelet's and of the runtime's that are about a container. */
  private record Folders(HostRoot host, Container container, Root.OfRuntime root) {

    BeforeStart read(BeforeStart process) throws CannotLookException {
      Optional<FilePath> kubelets =
          root.volumes().stream()
              .flatMap(volume -> volume.onHost().stream())
              .filter(Volume.OnHost::isOfOneContainer)
              .map(Volume.OnHost::folder)
              .findFirst();
      if (kubelets.isPresent()) {
        return read(kubelets.get(), process);
      }
      return container.pod().isPresent()
          ? process
          : process.atMost(birthOfRuntimesFolder(), Optional.empty());
    }

    private BeforeStart read(FilePath own, BeforeStart process) throws CannotLookException {
      try (Directory all = host.openDirectory(own.parent())) {
        List<byte[]> names = ofPod(all, own);
        Optional<Instant> first = earliest(all, names, Instant.MIN);
        Optional<Instant> sandbox = birthOfRuntimesFolder();
        return first.isPresent() && sandbox.filter(first.get()::isBefore).isPresent()
            ? process.atMost(first, firstIn(all, names, sandbox.get()))
            : process.atMost(first, Optional.empty());
      }
    }

    /**
     * Whichever of a pod's containers comes first: what it put there is the pod's own doing, even
     * if another was not made yet. Which of them are init containers only the specification says.
     */
    private List<byte[]> ofPod(Directory all, FilePath own) throws CannotLookException {
      byte[] name = own.name().bytes();
      Optional<Set<String>> init = container.spec().map(ContainerSpec::initContainerNames);
      if (init.isEmpty() || init.get().contains(text(name))) {
        return List.of(name);
      }
      return all.allNames().stream().filter(other -> !init.get().contains(text(other))).toList();
    }

    private static String text(byte[] name) {
      return new String(name, StandardCharsets.UTF_8);
    }

    /** From when the sandbox was made until the first of the containers was made in it. */
    private static Optional<Period> firstIn(Directory all, List<byte[]> names, Instant sandbox)
        throws CannotLookException {
      Optional<Instant> first = Optional.empty();
      for (byte[] name : names) {
        try (Directory folder = all.openDirectory(name)) {
          first = earlier(first, earliest(folder, folder.allNames(), sandbox));
        }
      }
      return first.map(until -> new Period(sandbox, until));
    }

    private static Optional<Instant> earliest(Directory folder, List<byte[]> names, Instant from)
        throws CannotLookException {
      Optional<Instant> earliest = Optional.empty();
      for (byte[] name : names) {
        Optional<Instant> birth =
            folder.birthOf(name).map(FileTime::toInstant).filter(time -> !time.isBefore(from));
        earliest = earlier(earliest, birth);
      }
      return earliest;
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
      return Stream.concat(one.stream(), other.stream()).min(Comparator.naturalOrder());
    }

    private Optional<Instant> birthOfRuntimesFolder() {
      return root.runtimesFolder().flatMap(this::birth).map(FileTime::toInstant);
    }

    private Optional<FileTime> birth(FilePath path) {
      try (Directory folder = host.openDirectory(path)) {
        return folder.birth();
      } catch (CannotLookException e) {
        return Optional.empty();
      }
    }
  }
}
