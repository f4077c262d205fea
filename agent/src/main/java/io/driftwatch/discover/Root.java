package io.driftwatch.discover;

import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.ProcessDirectory;
import java.util.List;

/** Where the root file system of a container can be learned. */
public sealed interface Root {

  /**
   * From the runtime, which mounted it.
   *
   * @param shim the process that watches over the container; it sees the mount
   * @param mountPoint where the runtime mounted the root
   * @param mountDestinations where the runtime was told to mount something in the container
   */
  record OfRuntime(ProcessDirectory shim, FilePath mountPoint, List<FilePath> mountDestinations)
      implements Root {}

  /** From the process alone, on its caller's word. */
  record OfProcess() implements Root {}

  /**
   * Nowhere.
   *
   * @param reason why not
   */
  record Unknown(Reason reason) implements Root {}
}
