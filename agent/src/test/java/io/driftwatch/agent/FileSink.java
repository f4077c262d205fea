package io.driftwatch.agent;

import io.driftwatch.container.Container;
import io.driftwatch.report.KnownFinding;
import io.driftwatch.sink.Condition;
import io.driftwatch.sink.ScanOutcome;
import io.driftwatch.sink.Sink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** Writes a line to a file for each finding that appears, and for what begins and ends. */
final class FileSink implements Sink {

  private final Path file;

  FileSink(Path file) {
    this.file = file;
  }

  @Override
  public void scanned(ScanOutcome outcome) {
    for (KnownFinding finding : outcome.changes().appeared()) {
      write("appeared " + finding.path());
    }
  }

  @Override
  public void degraded(Condition condition, Optional<Container> container) {
    write("degraded " + condition.what());
  }

  @Override
  public void recovered(Condition condition, Optional<Container> container) {
    write("recovered " + condition.what());
  }

  private void write(String line) {
    try {
      Files.write(file, List.of(line), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
