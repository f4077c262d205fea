package io.driftwatch.scan;

import io.driftwatch.report.ContainerReport;

/** Is told how a scan gets on, from whichever thread scans. */
public interface ScanListener {

  /** A scan begins. */
  void started(int containers);

  /** A container is done. */
  void finished(ContainerReport report);

  /** Does nothing. */
  ScanListener NONE =
      new ScanListener() {
        @Override
        public void started(int containers) {}

        @Override
        public void finished(ContainerReport report) {}
      };
}
