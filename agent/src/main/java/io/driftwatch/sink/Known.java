package io.driftwatch.sink;

import io.driftwatch.container.Container;
import io.driftwatch.file.FilePath;
import io.driftwatch.report.StoredFinding;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a container that is watched.
 *
 * @param key by which the agent knows it; an ordinary user's container may have any id
 * @param container it, with what is known of its pod
 * @param ofPod whether it was in a pod at any time
 * @param upperdir where it writes
 * @param findings that people were told of
 * @param judgedBy the policy that judged all of them, where that is known
 */
public record Known(
    String key,
    Container container,
    boolean ofPod,
    Optional<FilePath> upperdir,
    List<StoredFinding> findings,
    Optional<String> judgedBy) {

  public Known {
    findings = List.copyOf(findings);
  }
}
