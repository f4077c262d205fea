package io.driftwatch.kubernetes;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads the pods of a node once. */
final class PodList {

  /** A few at a time: pods may be large, and little is kept of each. */
  private static final long PAGE = 20;

  private PodList() {}

  /**
   * Puts what the API server has into an index.
   *
   * @param node its name in the API
   * @param patience how long all of it may take
   * @throws IOException when there is no answer in time, or a refusal
   */
  static void read(KubernetesClient client, String node, PodIndex pods, Duration patience)
      throws IOException {
    FutureTask<Void> task = new FutureTask<>(() -> read(client, node, pods), null);
    Thread thread = new Thread(task, "driftwatch-pods");
    thread.setDaemon(true);
    thread.start();
    try {
      task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + patience.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause().getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException().initCause(e);
    } finally {
      task.cancel(true);
    }
  }

  private static void read(KubernetesClient client, String node, PodIndex pods) {
    String next = null;
    do {
      ListOptions page = new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build();
      var list = client.pods().inAnyNamespace().withField("spec.nodeName", node).list(page);
      for (Pod pod : list.getItems()) {
        pods.put(pods.getKey(pod), pod);
      }
      next = list.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
  }
}
