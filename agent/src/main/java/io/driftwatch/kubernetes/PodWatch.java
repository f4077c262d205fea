package io.driftwatch.kubernetes;

import io.driftwatch.file.Printable;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Objects;

/** Keeps an index of a node's pods current, on a thread of its own, until closed. */
final class PodWatch implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(PodWatch.class.getName());

  private static final long LOOK_MILLIS = 10_000;

  /**
   * An API server sends at least a bookmark every minute as long as any pod changes. A connection
   * that says nothing for so long may have been cut without a word, which only a new one can tell.
   */
  private static final int SILENT_LOOKS = 60;

  private final KubernetesClient client;
  private final String node;
  private final PodIndex pods;
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean failing;

  PodWatch(KubernetesClient client, String node, PodIndex pods) {
    this.client = client;
    this.node = node;
    this.pods = pods;
    this.thread = new Thread(this::run, "driftwatch-pods");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!closed) {
        try (SharedIndexInformer<Pod> informer = informer()) {
          informer.start();
          awaitSilence(informer);
        } catch (RuntimeException e) {
          failed(e);
          Thread.sleep(LOOK_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private SharedIndexInformer<Pod> informer() {
    return client
        .pods()
        .inAnyNamespace()
        .withField("spec.nodeName", node)
        .runnableInformer(0)
        .removeNamespaceIndex()
        .itemStore(pods)
        .exceptionHandler(
            (started, e) -> {
              failed(e);
              return !closed;
            });
  }

  private void awaitSilence(SharedIndexInformer<Pod> informer) throws InterruptedException {
    String before = null;
    int silent = 0;
    do {
      Thread.sleep(LOOK_MILLIS);
      String now = informer.lastSyncResourceVersion();
      silent = Objects.equals(now, before) ? silent + 1 : 0;
      before = now;
      if (failing && informer.isWatching()) {
        failing = false;
        LOG.log(System.Logger.Level.INFO, "The API server tells of pods again.");
      }
    } while (silent < SILENT_LOOKS && informer.isRunning());
  }

  private void failed(Throwable e) {
    if (!failing && !closed) {
      failing = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "The API server does not tell of pods; trying on: "
              + Printable.of(String.valueOf(e.getMessage())));
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
