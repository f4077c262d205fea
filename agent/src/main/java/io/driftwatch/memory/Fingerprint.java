package io.driftwatch.memory;

import io.driftwatch.compare.Aspect;
import io.driftwatch.compare.Side;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FileCapability;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Severity;
import io.driftwatch.judge.Trait;
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
    Fingerprint print = new Fingerprint();
    print.add(finding.change().path().bytes());
    print.add(finding.change().kind().id());
    print.add(finding.change().type().id());
    print.add(finding.severity().id());
    print.add(finding.disposition().id());
    print.add(finding.rule());
    finding.change().differs().stream().sorted().map(Aspect::id).forEach(print::add);
    finding.change().now().ifPresent(side -> print.addSide(side, isContentOfInterest(finding)));
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
