package io.driftwatch.agent;

import io.driftwatch.discover.RunningContainer;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.scan.ScanRequest;

/** Looks at a container. */
@FunctionalInterface
interface Scanner {

  /**
   * A look, on the caller's thread.
   *
   * @param request how, and who is told how it gets on
   */
  ContainerReport scan(RunningContainer container, ScanRequest request);
}
