package io.driftwatch.sink;

import io.driftwatch.container.Container;
import java.util.Collection;
import java.util.Optional;

/**
 * A destination of what the agent sees. Sinks are told in turn, in the order in which they are
 * wired, by the thread that saw it; about one container by one thread at a time. None may make the
 * others wait for long, nor throws what the others should not miss.
 */
public interface Sink extends AutoCloseable {

  /** A look at a container came to something. */
  default void scanned(ScanOutcome outcome) {}

  /** So many lines about a container were left out, because there were too many in a minute. */
  default void omitted(Container container, long lines) {}

  /**
   * A container writes elsewhere: it is another one, and what was known of the one before is not.
   */
  default void replaced(Known before) {}

  /** A container is gone; it may come back, as one that is stopped and started again. */
  default void removed(Known last) {}

  /** A container is in the place of one that is gone, with the volumes as they were. */
  default void succeeded(Known before, Known next) {}

  /** A container that is gone does not come back. */
  default void forgotten(String key) {}

  /** All containers but those with these ids are gone. */
  default void retain(Collection<String> ids) {}

  /** Something keeps the agent from looking, or from telling. */
  default void degraded(Condition condition, Optional<Container> container) {}

  /** It does so no longer. */
  default void recovered(Condition condition, Optional<Container> container) {}

  /** Tells what it has still to tell, as far as that is possible at once. */
  @Override
  default void close() {}
}
