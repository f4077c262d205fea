package io.driftwatch.agent;

import io.driftwatch.container.Container;
import io.driftwatch.declare.DeclarationResult;
import io.driftwatch.file.Reason;
import io.driftwatch.report.Counts;
import io.driftwatch.report.KnownFinding;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the cluster knows of this node's containers, and is told about them. Nobody waits for it.
 */
public interface ClusterView extends AutoCloseable {

  /** A node that belongs to no cluster. */
  ClusterView NONE =
      new ClusterView() {
        @Override
        public Container enrich(Container container) {
          return container;
        }

        @Override
        public void drifted(Container container, Counts counts, List<KnownFinding> unexpected) {}

        @Override
        public void notObservable(Container container, Reason reason) {}

        @Override
        public void ineffective(Container container, List<DeclarationResult> results) {}

        @Override
        public void gone(Container container) {}

        @Override
        public void retain(Collection<String> ids) {}

        @Override
        public List<String> results() {
          return List.of();
        }

        @Override
        public void start(Consumer<String> result) {}

        @Override
        public void close() {}
      };

  /** A container with what the API server knows of its pod. */
  Container enrich(Container container);

  /**
   * How a container stands after a look.
   *
   * @param unexpected what was found and should not be there, worst first; empty when nothing was
   */
  void drifted(Container container, Counts counts, List<KnownFinding> unexpected);

  /** A container cannot be looked into. */
  void notObservable(Container container, Reason reason);

  /**
   * What a container's specification has done to its files did not come about.
   *
   * @param results empty when nothing failed
   */
  void ineffective(Container container, List<DeclarationResult> results);

  /**
   * Whether more may be known of a container soon: what its pod's specification says of it, by
   * which its files are judged.
   */
  default boolean mayLearnMoreOf(Container container) {
    return false;
  }

  /** A container is gone. */
  void gone(Container container);

  /** A container is in the place of one that is gone, and has some of its findings. */
  default void succeeded(Container before, Container next) {}

  /** All containers but those with these ids are gone. */
  void retain(Collection<String> ids);

  /** What may become of an Event. */
  List<String> results();

  /**
   * Starts.
   *
   * @param result is told what became of each Event
   * @throws IOException when what was told before cannot be read
   */
  void start(Consumer<String> result) throws IOException;

  @Override
  void close();
}
