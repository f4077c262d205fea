package io.driftwatch.memory;

import io.driftwatch.compare.Aspect;
import io.driftwatch.compare.Side;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FileCapability;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Severity;
import io.driftwatch.judge.Trait;
import io.driftwatch.report.KnownFinding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Tells two findings of one path apart that people should be told of apart. What merely goes on, as
 * a log that grows or a database that is written to, is one finding; another program under the same
 * name is another. It is the beginning of a SHA-256: a container chooses paths, link targets and
 * attributes, and could make another finding pass for a known one by any simpler hash.
 */
final class Fingerprint {

  private final MessageDigest hash;

  private Fingerprint() {
    try {
      hash = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static long of(Finding finding) {
    return of(finding, Judgement.of(finding), isContentOfInterest(finding));
  }

  /**
   * Whether a known finding would be this one if it had been judged as this is: as far as was kept
   * of it, the same was found. Of what was neither critical nor a program the content was not kept.
   */
  static boolean isJudgedAnew(Finding finding, KnownFinding known) {
    Judgement before = new Judgement(known.severity(), known.disposition(), known.rule());
    return of(finding, before, true) == known.fingerprint()
        || of(finding, before, false) == known.fingerprint();
  }

  /** What was made of it. */
  private record Judgement(Severity severity, Disposition disposition, String rule) {

    static Judgement of(Finding finding) {
      return new Judgement(finding.severity(), finding.disposition(), finding.rule());
    }
  }

  private static long of(Finding finding, Judgement judgement, boolean withContent) {
    Fingerprint print = new Fingerprint();
    print.add(finding.change().path().bytes());
    print.add(finding.change().kind().id());
    print.add(finding.change().type().id());
    print.add(judgement.severity.id());
    print.add(judgement.disposition.id());
    print.add(judgement.rule);
    finding.change().differs().stream().sorted().map(Aspect::id).forEach(print::add);
    finding.change().now().ifPresent(side -> print.addSide(side, withContent));
    return ByteBuffer.wrap(print.hash.digest()).getLong();
  }

  private static boolean isContentOfInterest(Finding finding) {
    return finding.severity() == Severity.CRITICAL || finding.traits().contains(Trait.EXECUTABLE);
  }

  private void addSide(Side side, boolean withContent) {
    FileStat stat = side.stat();
    add(Integer.toString(stat.permissions()));
    add(Long.toString(stat.uid()));
    add(Long.toString(stat.gid()));
    add(stat.rdev().toString());
    side.target().map(FilePath::bytes).ifPresent(this::add);
    side.attributes().capability().map(FileCapability::toString).ifPresent(this::add);
    side.attributes().others().forEach(this::add);
    if (withContent) {
      side.digest().map(Digest::hex).ifPresent(this::add);
    }
  }

  private void add(String attribute, byte[] value) {
    add(attribute);
    add(value);
  }

  private void add(String text) {
    add(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The length keeps neighbours apart. */
  private void add(byte[] bytes) {
    hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    hash.update(bytes);
  }
}
