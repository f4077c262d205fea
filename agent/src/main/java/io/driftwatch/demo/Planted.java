package io.driftwatch.demo;

import io.driftwatch.compare.ChangeKind;
import io.driftwatch.file.FilePath;
import io.driftwatch.judge.Finding;

/**
 * A change that a break-in left, and that a scan must find.
 *
 * @param kind how the path changed
 * @param path where, in the container
 * @param words the break-in that left it
 */
public record Planted(ChangeKind kind, FilePath path, String words) {

  /** Whether a finding is this change. */
  boolean is(Finding finding) {
    return finding.change().kind() == kind && finding.change().path().equals(path);
  }
}
