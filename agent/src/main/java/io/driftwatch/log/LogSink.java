package io.driftwatch.log;

import io.driftwatch.container.Container;
import io.driftwatch.export.DriftLog;
import io.driftwatch.report.KnownFinding;
import io.driftwatch.sink.Condition;
import io.driftwatch.sink.Known;
import io.driftwatch.sink.ScanOutcome;
import io.driftwatch.sink.Sink;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Tells of everything by a line of JSON. */
public final class LogSink implements Sink {

  /** How long whoever keeps what was told waits for the line to be out. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final DriftLog log;
  private final LineQueue lines;
  private final Clock clock;

  /**
   * A log, with a thread that writes it.
   *
   * @param node the node's name
   * @param out where lines go
   * @param dropped is told how many lines could not be taken
   */
  public static LogSink start(String node, PrintWriter out, LongConsumer dropped, Clock clock) {
    return new LogSink(new DriftLog(node), LineQueue.start(out, dropped), clock);
  }

  private LogSink(DriftLog log, LineQueue lines, Clock clock) {
    this.log = log;
    this.lines = lines;
    this.clock = clock;
  }

  @Override
  public void scanned(ScanOutcome outcome) {
    Instant now = clock.instant();
    Container container = outcome.known().container();
    for (KnownFinding finding : outcome.changes().appeared()) {
      lines.add(log.appeared(now, container, finding));
    }
    for (KnownFinding finding : outcome.changes().resolved()) {
      lines.add(log.resolved(now, container, finding));
    }
    if (!outcome.changes().rejudged().isEmpty()) {
      lines.add(log.rejudged(now, container, outcome.changes().rejudged()));
    }
    if (!outcome.changes().isEmpty()) {
      lines.await(PATIENCE);
    }
  }

  @Override
  public void omitted(Container container, long count) {
    lines.add(log.omitted(clock.instant(), container, count));
  }

  @Override
  public void replaced(Known before) {
    lines.add(log.removed(clock.instant(), before.container(), before.findings().size()));
  }

  @Override
  public void removed(Known last) {
    lines.add(log.removed(clock.instant(), last.container(), last.findings().size()));
    if (!last.findings().isEmpty()) {
      lines.await(PATIENCE);
    }
  }

  @Override
  public void degraded(Condition condition, Optional<Container> container) {
    lines.add(log.degraded(clock.instant(), condition, container));
  }

  @Override
  public void recovered(Condition condition, Optional<Container> container) {
    lines.add(log.recovered(clock.instant(), condition, container));
  }

  @Override
  public void close() {
    lines.close();
  }
}
