package io.driftwatch.scan;

import io.driftwatch.container.Rootfs;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Finding;
import io.driftwatch.report.ContainerReport;
import java.util.function.Function;

/** Follows a look at a container, on the thread that looks. */
public interface LookListener {

  /** Waits for the report. */
  LookListener NONE =
      new LookListener() {
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
