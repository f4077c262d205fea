package io.driftwatch.scan;

import io.driftwatch.compare.Change;
import io.driftwatch.compare.ChangeDetector;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.compare.Comparison;
import io.driftwatch.compare.Comparison.NoChange;
import io.driftwatch.compare.Entry;
import io.driftwatch.compare.RuntimeMade;
import io.driftwatch.compare.Side;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Judge;
import io.driftwatch.judge.Trait;
import io.driftwatch.report.Ground;
import io.driftwatch.report.ReportBuilder;
import io.driftwatch.report.WritesBuilder;
import io.driftwatch.report.WrittenPlace;
import io.driftwatch.walk.Site;
import io.driftwatch.walk.TreeVisitor;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/** The second half of the line for one container: each path is compared, judged and reported. */
final class ContainerScan implements TreeVisitor {

  private final ChangeDetector detector;
  private final Set<FilePath> undeclaredMounts;
  private final RuntimeMade runtimeMade;
  private final Judge judge;
  private final CodeCopies copies;
  private final DeclaredChanges declared;
  private final Byproducts byproducts;
  private final ReportBuilder report;
  private final WritesBuilder writes;
  private final ContainerScanListener listener;
  private Site site;

  /**
   * @param undeclaredMounts what is mounted without the runtime's having been told to, which was
   *     reported already
   */
  ContainerScan(
      ChangeDetector detector,
      Set<FilePath> undeclaredMounts,
      RuntimeMade runtimeMade,
      Judge judge,
      CodeCopies copies,
      DeclaredChanges declared,
      Byproducts byproducts,
      ReportBuilder report,
      ContainerScanListener listener) {
    this.detector = detector;
    this.undeclaredMounts = undeclaredMounts;
    this.runtimeMade = runtimeMade;
    this.judge = judge;
    this.copies = copies;
    this.declared = declared;
    this.byproducts = byproducts;
    this.report = report;
    this.writes = report.writes();
    this.listener = listener;
  }

  @Override
  public void at(Site next) {
    site = next;
  }

  @Override
  public void entry(FilePath path, Entry image, Entry now) throws CannotLookException {
    declared.saw(path, now);
    Comparison comparison = reading(() -> detector.compare(path, image, now));
    if (comparison == NoChange.TOUCHED) {
      report.touched();
      if (!declared.covers(path)) {
        wrote(path, true, false);
      }
    } else if (comparison instanceof Change change) {
      add(change, now);
    } else {
      sameDirectory(path, image.stat(), now.stat());
    }
  }

  /**
   * Of what was written in a directory and is gone again its time is a trace, because overlayfs
   * keeps that when it copies a directory up.
   */
  private void sameDirectory(FilePath path, FileStat image, FileStat now) {
    if (!site.directory().equals(path)) {
      // It was removed and made anew.
      wrote(path, true, false);
    } else if (!image.modified().equals(now.modified()) && !runtimeMade.mayHaveWrittenIn(path)) {
      writes.trace(path);
    }
  }

  /**
   * Overlayfs copies a directory up to write to it. Where nothing of that is left, and not even
   * another time, a file without a name was written ({@code O_TMPFILE}), or an attribute was set to
   * what it was.
   */
  @Override
  public void bareCopy(FilePath directory) {
    if (!runtimeMade.mayHaveWrittenIn(directory) && !declared.covers(directory)) {
      writes.trace(directory);
    }
  }

  private void wrote(FilePath path, boolean ofImage, boolean program) {
    FilePath directory = site.directory();
    if (!ofImage && !program && Bytecode.isPythons(path, directory)) {
      writes.bytecode(path);
      return;
    }
    writes.wrote(directory, () -> WrittenPlace.of(directory, ground(), path, ofImage, program));
  }

  private Ground ground() {
    if (!site.isOfImage()) {
      return Ground.NEW;
    }
    return site.isEmpty() ? Ground.EMPTY : Ground.SHARED;
  }

  private static <T> T reading(Stage<T> part) throws CannotLookException {
    try {
      return part.read();
    } catch (CannotLookException e) {
      throw e;
    } catch (IOException e) {
      throw new CannotLookException(Reason.IO_ERROR, e.getMessage());
    }
  }

  @FunctionalInterface
  private interface Stage<T> {
    T read() throws IOException;
  }

  private void add(Change change, Entry now) throws CannotLookException {
    if (change.kind() == ChangeKind.ADDED && undeclaredMounts.contains(change.path())) {
      return;
    }
    if (reading(() -> runtimeMade.explains(change, now))) {
      if (change.kind() == ChangeKind.ADDED) {
        report.mountpoint();
      }
    } else {
      Finding finding = judge.judge(change, ofContent(change, now));
      found(finding);
      // What a specification has done can be done in the image; no mount would make up for it.
      if (finding.disposition() != Disposition.DECLARED) {
        boolean program = change.now().map(Side::program).orElse(false);
        wrote(change.path(), change.isOfImage(), program);
      }
    }
    change.unread().ifPresent(reason -> report.cannotLook(change.path(), reason));
  }

  private Set<Trait> ofContent(Change change, Entry now) throws CannotLookException {
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    traits.addAll(reading(() -> byproducts.of(change, now)));
    traits.addAll(copies.of(change, now));
    return traits;
  }

  void found(Finding finding) {
    report.finding(finding);
    listener.found(finding);
  }

  @Override
  public void written(FileStat file) {
    report.written(file);
    writes.bytes(site.directory(), file.bytesOfLink());
  }

  @Override
  public void cannotLook(FilePath path, Reason reason) {
    report.cannotLook(path, reason);
  }
}
