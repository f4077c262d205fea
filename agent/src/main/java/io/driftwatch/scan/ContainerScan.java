package io.driftwatch.scan;

import io.driftwatch.compare.Change;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.compare.Comparison;
import io.driftwatch.compare.Comparison.NoChange;
import io.driftwatch.compare.Entry;
import io.driftwatch.compare.RuntimeMade;
import io.driftwatch.compare.SideBySide;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Judge;
import io.driftwatch.report.ReportBuilder;
import io.driftwatch.walk.TreeVisitor;
import java.io.IOException;
import java.util.Set;

/** The second half of the line for one container: each path is compared, judged and reported. */
final class ContainerScan implements TreeVisitor {

  private final SideBySide sideBySide;
  private final Set<FilePath> undeclaredMounts;
  private final RuntimeMade runtimeMade;
  private final Judge judge;
  private final DeclaredChanges declared;
  private final ReportBuilder report;
  private final LookListener listener;

  /**
   * @param undeclaredMounts what is mounted without the runtime's having been told to, which was
   *     reported already
   */
  ContainerScan(
      SideBySide sideBySide,
      Set<FilePath> undeclaredMounts,
      RuntimeMade runtimeMade,
      Judge judge,
      DeclaredChanges declared,
      ReportBuilder report,
      LookListener listener) {
    this.sideBySide = sideBySide;
    this.undeclaredMounts = undeclaredMounts;
    this.runtimeMade = runtimeMade;
    this.judge = judge;
    this.declared = declared;
    this.report = report;
    this.listener = listener;
  }

  @Override
  public void entry(FilePath path, Entry image, Entry now) throws CannotLookException {
    declared.saw(path, now);
    Comparison comparison = compare(path, image, now);
    if (comparison == NoChange.TOUCHED) {
      report.touched();
    } else if (comparison instanceof Change change) {
      add(change);
    }
  }

  private Comparison compare(FilePath path, Entry image, Entry now) throws CannotLookException {
    try {
      return sideBySide.compare(path, image, now);
    } catch (CannotLookException e) {
      throw e;
    } catch (IOException e) {
      throw new CannotLookException(Reason.IO_ERROR, e.getMessage());
    }
  }

  private void add(Change change) {
    if (change.kind() == ChangeKind.ADDED && undeclaredMounts.contains(change.path())) {
      return;
    }
    if (runtimeMade.explains(change)) {
      if (change.kind() == ChangeKind.ADDED) {
        report.mountpoint();
      }
    } else {
      found(judge.judge(change));
    }
    change.unread().ifPresent(reason -> report.cannotLook(change.path(), reason));
  }

  void found(Finding finding) {
    report.finding(finding);
    listener.found(finding);
  }

  @Override
  public void written(FileStat file) {
    report.written(file);
  }

  @Override
  public void cannotLook(FilePath path, Reason reason) {
    report.cannotLook(path, reason);
  }
}
