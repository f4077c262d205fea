package io.driftwatch.memory;

import io.driftwatch.sink.ScanOutcome;
import io.driftwatch.sink.Sink;
import java.io.IOException;
import java.time.Clock;

/** Remembers where containers wrote. */
public final class WriteSink implements Sink {

  private static final String WRITES = "writes";

  private final WriteMemory writes;
  private final StorageListener listener;
  private final Clock clock;

  /**
   * A memory of writes.
   *
   * @param listener is told whether it can be saved
   */
  public WriteSink(WriteMemory writes, StorageListener listener, Clock clock) {
    this.writes = writes;
    this.listener = listener;
    this.clock = clock;
  }

  /** What cannot be saved is tried again with the next look. */
  @Override
  public void scanned(ScanOutcome outcome) {
    try {
      writes.looked(outcome.report(), outcome.startedAt(), clock.instant());
      if (writes.isSaved()) {
        listener.written(WRITES);
      }
    } catch (IOException e) {
      listener.failed(WRITES, e);
    }
  }
}
