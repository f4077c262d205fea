package io.driftwatch.scan;

import io.driftwatch.compare.Change;
import io.driftwatch.compare.ChangeDetector;
import io.driftwatch.compare.Entry;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Judge;
import io.driftwatch.judge.Trait;
import io.driftwatch.report.ReportBuilder;
import io.driftwatch.walk.FileVisitor;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The second half of the line for volumes: each file that is a program or has a name of code is
 * judged and reported.
 */
final class VolumePrograms implements FileVisitor {

  private final ChangeDetector detector;
  private final BeforeStart beforeStart;
  private final Judge judge;
  private final CodeCopies copies;
  private final ReportBuilder report;
  private final ContainerScanListener listener;

  VolumePrograms(
      ChangeDetector detector,
      BeforeStart beforeStart,
      Judge judge,
      CodeCopies copies,
      ReportBuilder report,
      ContainerScanListener listener) {
    this.detector = detector;
    this.beforeStart = beforeStart;
    this.judge = judge;
    this.copies = copies;
    this.report = report;
    this.listener = listener;
  }

  @Override
  public boolean file(FilePath path, Entry file) throws CannotLookException {
    Optional<Change> program = program(path, file);
    if (program.isPresent()) {
      Change found = program.get();
      Set<Trait> known = EnumSet.noneOf(Trait.class);
      known.addAll(copies.of(found, file));
      if (beforeStart.had(file.stat())) {
        known.add(Trait.BEFORE_START);
      }
      Finding finding = judge.judgeInVolume(found, known);
      report.finding(finding);
      listener.found(finding);
      program.get().unread().ifPresent(reason -> report.cannotLook(path, reason));
    }
    return program.isPresent();
  }

  @Override
  public boolean wants(FilePath path) {
    return judge.isCode(path);
  }

  private Optional<Change> program(FilePath path, Entry now) throws CannotLookException {
    try {
      return judge.isCode(path, now.stat())
          ? Optional.of(detector.added(path, now))
          : detector.program(path, now);
    } catch (CannotLookException e) {
      throw e;
    } catch (IOException e) {
      throw new CannotLookException(Reason.IO_ERROR, e.getMessage());
    }
  }

  @Override
  public void cannotLook(FilePath path, Reason reason) {
    report.cannotLook(path, reason);
  }
}
