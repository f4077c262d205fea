package io.driftwatch.scan;

import io.driftwatch.report.ContainerReport;

/** Is told how a scan of the node gets on, from whichever thread scans a container. */
public interface NodeScanListener {

  /** A scan begins. */
  void started(int containers);

  /** A container is done. */
  void finished(ContainerReport report);

  /** Does nothing. */
  NodeScanListener NONE =
      new NodeScanListener() {
        @Override
        public void started(int containers) {}

        @Override
        public void finished(ContainerReport report) {}
      };
}
