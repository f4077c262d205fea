package io.driftwatch.kubernetes;

import io.driftwatch.container.Container;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import io.driftwatch.judge.Severity;
import io.driftwatch.kubernetes.KnownPod.Listed;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The API server, as far as the agent needs it: what it says of the pods of this node, and where
 * Events go. Everything that waits for the network does so on threads of its own; while the API
 * server is away, the last that it said holds.
 */
public final class Cluster implements AutoCloseable {

  private final String node;
  private final KubernetesClient client;
  private final PodIndex pods = new PodIndex();
  private final PodWatch watch;

  private Cluster(ClusterAccess access, String node) {
    this.node = node;
    Silence.begin();
    this.client = new KubernetesClientBuilder().withConfig(access.config()).build();
    this.watch = new PodWatch(client, node, pods);
  }

  /**
   * Begins to watch the pods of a node. Returns at once, whether the API server can be reached or
   * not; it is tried until closed.
   *
   * @param node its name in the API
   */
  public static Cluster connect(ClusterAccess access, String node) {
    Cluster cluster = new Cluster(access, node);
    cluster.watch.start();
    return cluster;
  }

  /**
   * Asks for the pods of a node once, and watches nothing.
   *
   * @param node its name in the API
   * @param patience how long to wait for the answer
   * @throws IOException when there is none in time
   */
  public static Cluster ask(ClusterAccess access, String node, Duration patience)
      throws IOException {
    Cluster cluster = new Cluster(access, node);
    try {
      PodList.read(cluster.client, node, cluster.pods, patience);
      return cluster;
    } catch (IOException e) {
      cluster.close();
      throw e;
    }
  }

  /**
   * A container with what the API has beyond the runtime's files: the workload of its pod, and the
   * digest of its image. Labels and annotations of the pod, and what its specification says of the
   * container, only when its status {@link #lists} the container. Where the API has no such pod, by
   * UID and name, the container as it is.
   */
  public Container enrich(Container container) {
    Optional<KnownPod> known = pods.find(container);
    return known.isEmpty() ? container : enrich(container, known.get());
  }

  private Container enrich(Container container, KnownPod known) {
    Pod pod = container.pod().orElseThrow();
    boolean listed = lists(container);
    Pod withLabels =
        new Pod(
            pod.namespace(),
            pod.name(),
            pod.uid(),
            known.workload(),
            listed ? known.labels() : Map.of(),
            listed ? known.annotations() : Map.of());
    Listed status = known.containers().get(container.id());
    if (status == null) {
      return container.with(withLabels, container.image());
    }
    Image image = KubeletImageId.complete(container.image(), status.imageId());
    Container named = container.with(withLabels, image);
    return status.spec().map(named::with).orElse(named);
  }

  /**
   * Whether the status of a container's pod lists it, so that it is what it says. Statuses list no
   * sandboxes: for one, whether its pod is known.
   */
  public boolean lists(Container container) {
    return pods.regarding(container).isPresent();
  }

  /**
   * Begins to tell of drift by Events. Close them before the cluster.
   *
   * @param journal what was told before
   * @param listener is told what becomes of Events
   * @param minSeverity from which on Events are made
   * @throws IOException when the journal cannot be read
   */
  public DriftEvents events(
      EventJournal journal, EventListener listener, Supplier<Severity> minSeverity)
      throws IOException {
    Clock clock = Clock.systemUTC();
    return DriftEvents.start(
        new Notices(pods::regarding, journal.load()),
        new EventApi(client, node),
        journal,
        listener,
        minSeverity,
        clock);
  }

  /** Ends at once; a request under way is given up. */
  @Override
  public void close() {
    watch.close();
    client.close();
  }
}
