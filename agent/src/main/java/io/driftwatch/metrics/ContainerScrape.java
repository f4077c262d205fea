package io.driftwatch.metrics;

import io.driftwatch.container.Container;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import io.driftwatch.container.Workload;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Severity;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.ContainerState;
import io.driftwatch.report.Counts;
import io.driftwatch.report.Immutability;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;

/** The series of one scrape about containers. */
final class ContainerScrape {

  private static final List<String> NAMES = List.of("namespace", "pod", "container");
  private static final List<String> WITH_WORKLOAD = plus(NAMES, "workload", "workload_type");
  private static final double NANOS = 1e9;

  private final String node;

  private final Family findings =
      gauge(
          "findings",
          "Paths that differ from the container's image.",
          Double::sum,
          plus(WITH_WORKLOAD, "change", "severity", "disposition"));
  private final Family drifted =
      gauge(
          "container_drifted",
          "Whether anything unexpected of severity warning or critical was found.",
          Math::max,
          WITH_WORKLOAD);
  private final Family driftedSince =
      gauge(
          "container_drifted_since_timestamp_seconds",
          "When the oldest finding was first seen that makes the container drifted.",
          Math::min,
          WITH_WORKLOAD);
  private final Family touched =
      gauge(
          "container_touched_files",
          "Files that were copied up and differ in nothing but perhaps times.",
          Double::sum,
          NAMES);
  private final Family written =
      gauge(
          "container_written_bytes",
          "Disk taken by regular files in the upperdir.",
          Double::sum,
          NAMES);
  private final Family readOnly =
      gauge(
          "container_read_only_root",
          "Whether the container sees its root read-only.",
          Math::max,
          NAMES);
  private final Family lastScan =
      gauge(
          "container_last_scan_timestamp_seconds",
          "When the latest look began that left nothing out.",
          Math::min,
          NAMES);
  private final Family immutability =
      gauge(
          "container_immutability",
          "How far a container is from being immutable: 1 for the one verdict that holds.",
          Math::max,
          plus(NAMES, "verdict"));
  private final Map<List<String>, Immutability> verdicts = new HashMap<>();
  private final Family ineffective =
      gauge(
          "declared_ineffective",
          "Commands that the container's specification has run to change its files, and that did not.",
          Double::sum,
          NAMES);
  private final Family info =
      new Family(
          "driftwatch_container_info",
          Collector.Type.INFO,
          "What a running container is.",
          Math::max,
          plus(WITH_WORKLOAD, "node", "container_id", "image", "runtime"));
  private final Family containers =
      gauge(
          "containers",
          "Running containers, by how far they could be looked at and why not fully.",
          Double::sum,
          List.of("status", "reason"));

  /** A scrape without containers. */
  ContainerScrape(String node) {
    this.node = node;
  }

  /** Adds the series of a container. */
  void add(ContainerState state) {
    ContainerReport report = state.report();
    Container container = report.container();
    List<String> names = names(container);
    readOnly.add(flag(report.hasReadOnlyRoot()), names);
    state.lastComplete().ifPresent(at -> lastScan.add(seconds(at), names));
    Image image = container.image();
    info.add(
        1,
        plus(
            withWorkload(container),
            node,
            container.id(),
            Stream.of(image.reference(), image.digest(), image.id())
                .filter(known -> known != null)
                .findFirst()
                .orElse(""),
            container.runtime().id()));
    containers.add(1, report.status().id(), report.reason().map(Reason::id).orElse(""));
    if (!container.isSandbox()) {
      List<String> labels = names.stream().map(LabelText::of).toList();
      verdicts.merge(labels, state.immutability(), ContainerScrape::furthest);
    }
    if (wasLookedAt(state)) {
      addSeen(state, names);
    }
  }

  /** Zeros of a container that nobody looked into would say that it is clean. */
  private void addSeen(ContainerState state, List<String> names) {
    ContainerReport report = state.report();
    Counts counts = report.counts();
    List<String> withWorkload = withWorkload(report.container());
    boolean hasDrift = report.hasDrift(Severity.WARNING);
    drifted.add(flag(hasDrift), withWorkload);
    state
        .driftedSince()
        .filter(since -> hasDrift)
        .ifPresent(since -> driftedSince.add(seconds(since), withWorkload));
    if (!report.declared().isEmpty()) {
      ineffective.add(report.ineffective().size(), names);
    }
    touched.add((double) counts.touched(), names);
    written.add((double) counts.writtenBytes(), names);
    counts
        .findings()
        .forEach(
            (kind, count) ->
                findings.add(
                    count,
                    plus(
                        withWorkload,
                        kind.change().id(),
                        kind.severity().id(),
                        kind.disposition().id())));
  }

  /** Of containers with the same labels, the one that is furthest from it. */
  private static Immutability furthest(Immutability one, Immutability other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /** All series that there are. */
  List<MetricFamilySamples> families() {
    verdicts.forEach(this::addVerdicts);
    return Stream.of(
            findings,
            drifted,
            driftedSince,
            touched,
            written,
            readOnly,
            lastScan,
            immutability,
            ineffective,
            info,
            containers)
        .map(Family::build)
        .toList();
  }

  private void addVerdicts(List<String> names, Immutability verdict) {
    for (Immutability each : Immutability.values()) {
      immutability.addSafe(flag(each == verdict), plus(names, each.id()));
    }
  }

  /** This time, or any time before: a look that failed keeps what earlier ones counted. */
  private static boolean wasLookedAt(ContainerState state) {
    ContainerReport report = state.report();
    return report.wasLookedInto()
        || state.lastComplete().isPresent()
        || !report.counts().equals(Counts.NONE);
  }

  private static double seconds(Instant instant) {
    return instant.getEpochSecond() + instant.getNano() / NANOS;
  }

  private static List<String> names(Container container) {
    return List.of(
        container.pod().map(Pod::namespace).orElse(""),
        container.pod().map(Pod::name).orElse(""),
        container.name());
  }

  private static List<String> withWorkload(Container container) {
    Optional<Workload> workload = container.pod().flatMap(Pod::workload);
    return plus(
        names(container),
        workload.map(Workload::name).orElse(""),
        workload.map(Workload::type).orElse(""));
  }

  private static double flag(boolean value) {
    return value ? 1 : 0;
  }

  private static Family gauge(
      String name, String help, DoubleBinaryOperator merge, List<String> labels) {
    return new Family("driftwatch_" + name, Collector.Type.GAUGE, help, merge, labels);
  }

  private static List<String> plus(List<String> list, String... more) {
    List<String> all = new ArrayList<>(list);
    all.addAll(Arrays.asList(more));
    return all;
  }
}
