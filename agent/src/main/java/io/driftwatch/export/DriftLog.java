package io.driftwatch.export;

import io.driftwatch.container.Container;
import io.driftwatch.container.Pod;
import io.driftwatch.file.Digest;
import io.driftwatch.file.Printable;
import io.driftwatch.report.KnownFinding;
import io.driftwatch.report.KnownRow;
import io.driftwatch.sink.Condition;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the agent has to tell, each as one line of JSON: a finding that appeared or was resolved,
 * findings that are judged anew, a container that is gone, and what keeps the agent from looking.
 */
public final class DriftLog {

  /** How much is said of findings that are told of together. */
  private static final int MAX_ROWS = 10;

  private static final int MAX_ROW_CHARACTERS = 1_024;

  private final String node;

  /**
   * @param node the node's name
   */
  public DriftLog(String node) {
    this.node = node;
  }

  /** A finding that was not there before. */
  public String appeared(Instant at, Container container, KnownFinding finding) {
    return finding("appeared", at, container, finding);
  }

  /** A finding that is not there any more. */
  public String resolved(Instant at, Container container, KnownFinding finding) {
    return finding("resolved", at, container, finding);
  }

  /**
   * Findings of a container that were there before, and of which other rules make more: after an
   * upgrade, or with another configuration, there may be many at once.
   *
   * @param worstFirst at least one
   */
  public String rejudged(Instant at, Container container, List<KnownFinding> worstFirst) {
    return line(
        "rejudged",
        at,
        json -> {
          write(container, json);
          json.number("findings", worstFirst.size());
          json.text("severity", worstFirst.get(0).severity().id());
          json.words(
              "worst",
              KnownRow.of(worstFirst, MAX_ROWS).stream()
                  .map(row -> Printable.cut(row.text(), MAX_ROW_CHARACTERS))
                  .toList());
        });
  }

  /**
   * Lines about a container that were left out, because there were too many within a minute.
   *
   * @param lines how many
   */
  public String omitted(Instant at, Container container, long lines) {
    return line(
        "omitted",
        at,
        json -> {
          write(container, json);
          json.number("lines", lines);
        });
  }

  /**
   * A container that is gone, and its findings with it, but for those in the volumes of a pod,
   * which the next in its place may have.
   *
   * @param findings how many were known
   */
  public String removed(Instant at, Container container, long findings) {
    return line(
        "removed",
        at,
        json -> {
          write(container, json);
          json.number("findings", findings);
        });
  }

  /** Something that keeps the agent from looking, or from telling, began. */
  public String degraded(Instant at, Condition condition, Optional<Container> container) {
    return condition("degraded", at, condition, container);
  }

  /** It ended. */
  public String recovered(Instant at, Condition condition, Optional<Container> container) {
    return condition("recovered", at, condition, container);
  }

  private String condition(
      String event, Instant at, Condition condition, Optional<Container> container) {
    return line(
        event,
        at,
        json -> {
          json.text("what", condition.what());
          json.text("reason", condition.reason());
          json.text("text", condition.text());
          if (container.isPresent()) {
            write(container.get(), json);
          }
        });
  }

  private String finding(String event, Instant at, Container container, KnownFinding finding) {
    return line(
        event,
        at,
        json -> {
          write(container, json);
          json.path("path", Optional.of(finding.path()));
          json.text("change", finding.change().id());
          json.text("severity", finding.severity().id());
          json.text("disposition", finding.disposition().id());
          json.text("rule", finding.rule());
          json.words("techniques", finding.techniques());
          json.text("sha256", finding.digest().map(Digest::hex).orElse(null));
          json.time("firstSeen", finding.firstSeen());
        });
  }

  private static void write(Container container, JsonOutput json) throws IOException {
    Optional<Pod> pod = container.pod();
    json.text("namespace", pod.map(Pod::namespace).orElse(null));
    json.text("pod", pod.map(Pod::name).orElse(null));
    json.text("container", container.name());
    json.text("containerId", container.id());
    json.text("runtime", container.runtime().id());
    json.text("image", container.image().reference());
  }

  @FunctionalInterface
  private interface Fields {
    void write(JsonOutput json) throws IOException;
  }

  private String line(String event, Instant at, Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonOutput json = JsonOutput.lines(text)) {
      json.startObject();
      json.time("time", at);
      json.text("event", event);
      json.text("node", node);
      fields.write(json);
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return text.toString();
  }
}
