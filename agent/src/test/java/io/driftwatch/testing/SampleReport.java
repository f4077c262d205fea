package io.driftwatch.testing;

import io.driftwatch.compare.Change;
import io.driftwatch.compare.ChangeDetector;
import io.driftwatch.compare.Comparison;
import io.driftwatch.compare.Comparison.NoChange;
import io.driftwatch.compare.DigestPolicy;
import io.driftwatch.container.Container;
import io.driftwatch.container.Rootfs;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileType;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Judge;
import io.driftwatch.judge.Policy;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.ReportBuilder;
import io.driftwatch.report.ReportLimits;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The report of a container whose files are made up. They are compared and judged as real ones are,
 * so no test can show a finding that no scan would.
 */
public final class SampleReport {
  private final ChangeDetector detector = new ChangeDetector(DigestPolicy.NEEDED);
  private final ReportBuilder report = new ReportBuilder(ReportLimits.DEFAULT);
  private final Container container;
  private final Rootfs rootfs;
  private final Judge judge;

  /**
   * Nothing has been found yet.
   *
   * @param container which
   * @param rootfs where its files are
   */
  public SampleReport(Container container, Rootfs rootfs) {
    this.container = container;
    this.rootfs = rootfs;
    this.judge = Policy.shipped().judgeOf(container, rootfs.readOnly(), container.startedAt());
  }

  public SampleReport added(String path, SampleFile now) {
    return compared(FilePath.of(path), null, now);
  }

  public SampleReport deleted(String path, SampleFile image) {
    return compared(FilePath.of(path), image, null);
  }

  public SampleReport changed(String path, SampleFile image, SampleFile now) {
    return compared(FilePath.of(path), image, now);
  }

  /** A path that at least one side has. */
  public SampleReport compared(FilePath path, SampleFile image, SampleFile now) {
    try {
      Comparison comparison = detector.compare(path, image, now);
      if (comparison instanceof Change change) {
        report.finding(judge.judge(change));
      } else if (comparison == NoChange.TOUCHED) {
        report.touched();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (now != null && now.stat().isRegularFile()) {
      report.written(now.stat());
    }
    return this;
  }

  /** A mount that nobody declared, over a directory. */
  public SampleReport mounted(String path) {
    Change mount = Change.mounted(FilePath.of(path), FileType.DIRECTORY);
    report.finding(judge.judgeUndeclaredMount(mount));
    return this;
  }

  /** A finding of which a scan would say more than its change tells. */
  public SampleReport found(Finding finding) {
    report.finding(finding);
    return this;
  }

  public SampleReport touched(int times) {
    for (int i = 0; i < times; i++) {
      report.touched();
    }
    return this;
  }

  public SampleReport mountpoint() {
    report.mountpoint();
    return this;
  }

  public SampleReport cannotLook(FilePath path, Reason reason) {
    report.cannotLook(path, reason);
    return this;
  }

  public ContainerReport build() {
    return report.build(container, rootfs);
  }
}
