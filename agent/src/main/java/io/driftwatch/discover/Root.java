package io.driftwatch.discover;

import io.driftwatch.file.FilePath;
import io.driftwatch.file.OwnerMap;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.ProcessDirectory;
import java.util.List;
import java.util.Optional;

/** Where the root file system of a container can be learned. */
public sealed interface Root {

  /**
   * Who must own each layer for it to be believed; empty when the runtime is the host's root and is
   * believed as it is, or where there is none.
   */
  Optional<HostIds> layerOwners();

  /**
   * From the runtime, which mounted it.
   *
   * @param supervisor the process that looks after the container; it sees the mount
   * @param mountPoint where the runtime mounted the root
   * @param mounts what the runtime was told to mount in the container
   * @param volumes which of the mounts are volumes of the container's own
   * @param runtimesFolder where its runtime keeps the files that it makes for it, or of a pod, for
   *     all containers of its sandbox
   * @param owners which host's ids the container's are, where it has a user namespace of its own
   * @param layerOwners who must own each layer for it to be believed; empty when the runtime is the
   *     host's root and is believed as it is
   */
  record OfRuntime(
      ProcessDirectory supervisor,
      FilePath mountPoint,
      List<ToldMount> mounts,
      List<Volume> volumes,
      Optional<FilePath> runtimesFolder,
      OwnerMap owners,
      Optional<HostIds> layerOwners)
      implements Root {

    OfRuntime with(ProcessDirectory handle) {
      return new OfRuntime(
          handle, mountPoint, mounts, volumes, runtimesFolder, owners, layerOwners);
    }
  }

  /** From the process alone, on its caller's word. */
  record OfProcess() implements Root {

    @Override
    public Optional<HostIds> layerOwners() {
      return Optional.empty();
    }
  }

  /**
   * Nowhere.
   *
   * @param reason why not
   * @param layerOwners empty when the runtime is the host's root, or not known
   */
  record Unknown(Reason reason, Optional<HostIds> layerOwners) implements Root {}
}
