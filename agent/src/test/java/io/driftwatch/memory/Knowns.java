package io.driftwatch.memory;

import io.driftwatch.container.Container;
import io.driftwatch.file.FilePath;
import io.driftwatch.sink.Known;
import java.util.Optional;

/** What is known of containers, for tests. */
public final class Knowns {

  private Knowns() {}

  public static Known of(
      String key, Container container, Optional<FilePath> upperdir, FindingMemory findings) {
    return new Known(
        key,
        container,
        container.pod().isPresent(),
        upperdir,
        findings.stored(),
        findings.judgedBy());
  }
}
