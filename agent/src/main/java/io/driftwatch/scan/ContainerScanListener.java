package io.driftwatch.scan;

import io.driftwatch.container.Rootfs;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Finding;
import io.driftwatch.report.ContainerReport;
import java.util.function.Function;

/** Follows the scan of one container, on the thread that scans it. */
public interface ContainerScanListener {

  /** Waits for the report. */
  ContainerScanListener NONE =
      new ContainerScanListener() {
        @Override
        public void begun(Rootfs rootfs, Function<Reason, ContainerReport> soFar) {}

        @Override
        public void found(Finding finding) {}
      };

  /**
   * Its files are being looked at.
   *
   * @param rootfs its root
   * @param soFar the report if the look ended at that moment, for a reason
   */
  void begun(Rootfs rootfs, Function<Reason, ContainerReport> soFar);

  /** Something was found, whether or not the report will keep its details. */
  void found(Finding finding);
}
