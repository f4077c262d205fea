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
import java.nio.charset.StandardCharsets;

/**
 * Tells two findings of one path apart that people should be told of apart. What merely goes on, as
 * a log that grows or a database that is written to, is one finding; another program under the same
 * name is another.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9923">the FNV hash, here FNV-1a of 64 bits</a>
 */
final class Fingerprint {

  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private long hash = OFFSET;

  private Fingerprint() {}

  static long of(Finding finding) {
    Fingerprint print = new Fingerprint();
    FilePath path = finding.change().path();
    for (int i = 0; i < path.length(); i++) {
      print.add(path.at(i));
    }
    print.add(finding.change().kind().id());
    print.add(finding.change().type().id());
    print.add(finding.severity().id());
    print.add(finding.disposition().id());
    print.add(finding.rule());
    finding.change().differs().stream().sorted().map(Aspect::id).forEach(print::add);
    finding.change().now().ifPresent(side -> print.addSide(side, isContentOfInterest(finding)));
    return print.hash;
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
    side.target().map(FilePath::toString).ifPresent(this::add);
    side.attributes().capability().map(FileCapability::toString).ifPresent(this::add);
    if (withContent) {
      side.digest().map(Digest::hex).ifPresent(this::add);
    }
  }

  private void add(String text) {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      add(b);
    }
    // What no UTF-8 text contains keeps neighbours apart.
    add((byte) 0xff);
  }

  private void add(byte b) {
    hash = (hash ^ (b & 0xff)) * PRIME;
  }
}
