package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Reason;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells why a part of a look failed. A fault of driftwatch's own in one part is no reason to give
 * up the others, nor what was found: it is an error at that part's path like any other, and its
 * trace goes to stderr.
 */
public final class Failure {

  private static final System.Logger LOG = System.getLogger(Failure.class.getName());

  /** A container that brings one about can do so at every path. */
  private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

  private static final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

  private Failure() {}

  /** The reason that a failure gives, or that it is a fault. */
  public static Reason reason(Throwable failure) {
    if (failure instanceof CannotLookException known) {
      return known.reason();
    }
    long now = System.nanoTime();
    long until = quietUntil.get();
    if (now - until >= 0 && quietUntil.compareAndSet(until, now + QUIET_NANOS)) {
      LOG.log(System.Logger.Level.ERROR, "a part of a look failed", failure);
    }
    return Reason.FAULT;
  }
}
