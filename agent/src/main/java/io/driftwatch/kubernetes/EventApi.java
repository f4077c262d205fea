package io.driftwatch.kubernetes;

import io.driftwatch.file.Printable;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.api.model.events.v1.EventSeriesBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Creates Events, and repeats them. The requests are its own, not the library's operations: those
 * ask for an Event before they patch it, which takes a permission more.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/">Event
 *     of events.k8s.io/v1</a>
 */
final class EventApi {

  private static final String CONTROLLER = "driftwatch.io/agent";
  private static final int MAX_INSTANCE = 128;
  private static final long ANSWER_SECONDS = 15;
  private static final int MAX_MESSAGE = 512;

  private final KubernetesClient client;
  private final String instance;
  private volatile Optional<CompletableFuture<?>> underWay = Optional.empty();

  /** What the API server made of a request. */
  enum Outcome {
    SENT,
    FAILED,
    REFUSED,
    /** There is no such Event to be repeated. */
    EXPIRED
  }

  /**
   * The same with what it said.
   *
   * @param message for people, printable
   */
  record Answer(Outcome outcome, String message) {}

  /**
   * @param node whose agent reports
   */
  EventApi(KubernetesClient client, String node) {
    this.client = client;
    this.instance = node.substring(0, Math.min(node.length(), MAX_INSTANCE));
  }

  /** Waits for the answer, a quarter of a minute at most, or until {@link #giveUp}. */
  Answer send(Attempt attempt) throws InterruptedException {
    return attempt.repeated().isPresent()
        ? exchange(repetition(attempt.event()), attempt)
        : exchange(creation(attempt), attempt);
  }

  /** Ends a wait for an answer. */
  void giveUp() {
    underWay.ifPresent(request -> request.cancel(true));
  }

  private HttpRequest creation(Attempt attempt) {
    return request(path(attempt.regarding().namespace()))
        .post("application/json", client.getKubernetesSerialization().asJson(event(attempt)))
        .build();
  }

  /** All else of an Event cannot be changed. */
  private HttpRequest repetition(OpenEvent event) {
    Event patch =
        new EventBuilder()
            .withSeries(
                new EventSeriesBuilder()
                    .withCount(event.count())
                    .withLastObservedTime(
                        new MicroTime(EventName.time(Instant.ofEpochMilli(event.observedAt()))))
                    .build())
            .build();
    return request(path(event.namespace()) + "/" + event.name())
        .method(
            "PATCH",
            "application/merge-patch+json",
            client.getKubernetesSerialization().asJson(patch))
        .build();
  }

  private Event event(Attempt attempt) {
    Notice notice = attempt.notice();
    Regarding regarding = attempt.regarding();
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(regarding.namespace())
        .withName(attempt.name())
        .endMetadata()
        .withEventTime(new MicroTime(EventName.time(attempt.at())))
        .withReportingController(CONTROLLER)
        .withReportingInstance(instance)
        .withAction("Scan")
        .withReason(notice.reason().reason())
        .withType(notice.reason().type())
        .withNote(notice.note())
        .withNewRegarding()
        .withApiVersion("v1")
        .withKind("Pod")
        .withNamespace(regarding.namespace())
        .withName(regarding.name())
        .withUid(regarding.uid())
        .withFieldPath(regarding.field().orElse(null))
        .endRegarding()
        .build();
  }

  /** Namespaces and names are the API's own, of characters that a path may have. */
  private static String path(String namespace) {
    return "apis/events.k8s.io/v1/namespaces/" + namespace + "/events";
  }

  private HttpRequest.Builder request(String path) {
    return client
        .getHttpClient()
        .newHttpRequestBuilder()
        .uri(URI.create(client.getMasterUrl().toString()).resolve(path)) // which ends in a slash
        .timeout(ANSWER_SECONDS, TimeUnit.SECONDS);
  }

  private Answer exchange(HttpRequest request, Attempt attempt) throws InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.getHttpClient().sendAsync(request, byte[].class);
    underWay = Optional.of(answer);
    try {
      HttpResponse<byte[]> response = answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
      Outcome outcome = outcome(response.code(), attempt);
      return new Answer(outcome, outcome == Outcome.SENT ? "" : message(response));
    } catch (TimeoutException e) {
      answer.cancel(true);
      return new Answer(Outcome.FAILED, "no answer within " + ANSWER_SECONDS + " s");
    } catch (ExecutionException | CancellationException e) {
      return new Answer(Outcome.FAILED, Printable.of(String.valueOf(e.getMessage())));
    } finally {
      underWay = Optional.empty();
    }
  }

  private static Outcome outcome(int status, Attempt attempt) {
    boolean repeats = attempt.repeated().isPresent();
    if (status < 300 || (status == 409 && !repeats)) {
      return Outcome.SENT; // 409: an earlier attempt, whose answer was lost, did it
    }
    if (status == 404 && repeats) {
      return Outcome.EXPIRED;
    }
    // 401: a token that is just being replaced.
    return status >= 500 || status == 429 || status == 401 || status == 409
        ? Outcome.FAILED
        : Outcome.REFUSED;
  }

  /** What the API server's own words are, as far as it is one that answered. */
  private String message(HttpResponse<byte[]> response) {
    byte[] body = response.body() == null ? new byte[0] : response.body();
    String text = new String(body, StandardCharsets.UTF_8);
    try {
      Status status = client.getKubernetesSerialization().unmarshal(text, Status.class);
      text = String.valueOf(status.getMessage());
    } catch (RuntimeException e) {
      // A proxy's words, then.
    }
    String start = text.substring(0, Math.min(text.length(), MAX_MESSAGE + 1));
    return "status " + response.code() + ": " + Printable.cut(Printable.of(start), MAX_MESSAGE);
  }
}
