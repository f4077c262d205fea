package io.driftwatch.agent;

import io.driftwatch.container.Container;
import io.driftwatch.kubernetes.Cluster;

/** What a cluster knows of this node's containers. Nobody waits for it. */
interface Pods {

  /** Of a node that belongs to no cluster. */
  Pods NONE =
      new Pods() {
        @Override
        public Container enrich(Container container) {
          return container;
        }

        @Override
        public boolean mayLearnMoreOf(Container container) {
          return false;
        }
      };

  /** What the API server says of them. */
  static Pods of(Cluster cluster) {
    return new Pods() {
      @Override
      public Container enrich(Container container) {
        return cluster.enrich(container);
      }

      @Override
      public boolean mayLearnMoreOf(Container container) {
        return container.pod().isPresent() && container.spec().isEmpty() && !container.isSandbox();
      }
    };
  }

  /** A container with what the API server knows of its pod. */
  Container enrich(Container container);

  /**
   * Whether more may be known of a container soon: what its pod's specification says of it, by
   * which its files are judged.
   */
  boolean mayLearnMoreOf(Container container);
}
