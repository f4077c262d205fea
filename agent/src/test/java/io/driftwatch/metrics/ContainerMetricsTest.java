package io.driftwatch.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.file.Reason;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.ContainerState;
import io.driftwatch.report.Immutability;
import io.driftwatch.report.Status;
import io.driftwatch.testing.Golden;
import io.driftwatch.testing.RandomReports;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ContainerMetricsTest {

  private static final String NASTY =
      "\nFORGED{} 1\r\"},\\\u001b[2J\u009b1m\u202e\u2028\u200b\u0000\ud800";

  @TempDir Path folder;

  @Test
  void aNodeOfMixedLuck() throws IOException {
    AgentMetrics metrics = Scrape.metrics(States::ofANode);
    metrics.capabilityMissing("SYS_ADMIN", true);

    Golden.assertSame("metrics.txt", ours(Scrape.of(metrics).text()));
  }

  @Test
  void openMetricsSaysTheSame() throws IOException {
    AgentMetrics metrics = Scrape.metrics(States::ofANode);

    Map<String, Double> plain = Scrape.of(metrics).series("driftwatch_");

    assertEquals(plain, Scrape.openMetricsOf(metrics).series("driftwatch_"));
  }

  @Test
  void theOrderOfContainersDoesNotMatter() throws IOException {
    List<ContainerState> states = new ArrayList<>(States.ofANode());
    Collections.reverse(states);

    assertEquals(ours(Scrape.of(States.ofANode()).text()), ours(Scrape.of(states).text()));
  }

  @Test
  void whatIsGoneTakesItsSeriesAlong() throws IOException {
    List<ContainerState> states = new ArrayList<>(States.ofANode());
    AgentMetrics metrics = Scrape.metrics(() -> states);
    assertTrue(Scrape.of(metrics).labelValues().contains("web-5d9-x7"));

    states.remove(0);

    assertFalse(Scrape.of(metrics).text().contains("web-5d9-x7"));
  }

  @Test
  void zerosAreNotClaimedOfWhatNobodyLookedInto() throws IOException {
    Container container = Samples.docker("a", "b");
    ContainerState unseen = States.unseen(container, Status.FAILED, Reason.IO_ERROR);

    Scrape scrape = Scrape.of(List.of(unseen));

    assertEquals(
        Set.of(
            "driftwatch_container_immutability",
            "driftwatch_container_info",
            "driftwatch_container_read_only_root",
            "driftwatch_containers"),
        names(scrape.series("driftwatch_container")));
  }

  @Test
  void oneVerdictHoldsAlsoWhereContainersAreMerged() throws IOException {
    ContainerReport report = States.counted(Samples.docker("a", "b"), 0, States.LOOKED).report();
    List<ContainerState> states =
        Stream.of(Immutability.READY, Immutability.NOT_READY, Immutability.ENFORCED)
            .map(v -> new ContainerState(report, Optional.empty(), Optional.empty(), v))
            .toList();

    Map<String, Double> series = Scrape.of(states).series("driftwatch_container_immutability");

    assertEquals(Immutability.values().length, series.size());
    series.forEach(
        (name, value) -> assertEquals(name.contains("not-ready") ? 1.0 : 0.0, value, name));
  }

  @Test
  void whatFailedNowWasLookedIntoBefore() throws IOException {
    ContainerState seen = States.counted(Samples.docker("a", "b"), 1, States.LOOKED);
    ContainerReport r = seen.report();
    ContainerReport failed =
        new ContainerReport(
            r.container(),
            r.rootfs(),
            Status.FAILED,
            Optional.of(Reason.IO_ERROR),
            List.of(),
            r.counts(),
            List.of());

    for (Optional<Instant> complete : List.of(seen.lastComplete(), Optional.<Instant>empty())) {
      Scrape scrape = Scrape.of(List.of(new ContainerState(failed, complete, seen.driftedSince())));
      assertEquals(Set.of(1.0), Set.copyOf(scrape.series("driftwatch_findings").values()));
      assertEquals(
          Set.of(1.0), Set.copyOf(scrape.series("driftwatch_container_drifted{").values()));
    }
  }

  @Test
  void containersOfOneNameAreMerged() throws IOException {
    Container one = States.pod("ns", "p", "c", "job", "w");
    Container other =
        new Container(
            "another",
            one.name(),
            ContainerRuntime.CRI_O,
            1,
            one.startedAt(),
            one.pod(),
            Image.UNKNOWN,
            true);
    Scrape scrape =
        Scrape.of(
            List.of(
                States.counted(one, 2, Instant.ofEpochSecond(200)),
                States.counted(other, 0, Instant.ofEpochSecond(100)),
                States.counted(one, 1, Instant.ofEpochSecond(300))));

    String labels = "{container=\"c\",namespace=\"ns\",pod=\"p\"}";
    String all =
        "{change=\"added\",container=\"c\",disposition=\"%s\",namespace=\"ns\",pod=\"p\","
            + "severity=\"critical\",workload=\"w\",workload_type=\"job\"}";
    Map<String, Double> series = scrape.series();
    assertEquals(21, series.get("driftwatch_container_touched_files" + labels));
    assertEquals(3 * 4096, series.get("driftwatch_container_written_bytes" + labels));
    assertEquals(100, series.get("driftwatch_container_last_scan_timestamp_seconds" + labels));
    // The one without findings would say 40, but has none of which to say since when.
    assertEquals(Set.of(140.0), values(scrape, "driftwatch_container_drifted_since"));
    assertEquals(2, series.get("driftwatch_findings" + all.formatted("unexpected")));
    assertEquals(2, series.get("driftwatch_findings" + all.formatted("declared")));
    assertEquals(Set.of(1.0), values(scrape, "driftwatch_container_drifted{"));
    assertEquals(Set.of(3.0), values(scrape, "driftwatch_containers"));
    assertEquals(2, scrape.series("driftwatch_container_info").size());
    assertEquals(Set.of(1.0), values(scrape, "driftwatch_container_info"));
  }

  @Test
  void hostileNamesForgeNothing() throws IOException {
    RealParts.command("promtool");
    String big = NASTY.repeat(100_000);

    Scrape scrape =
        Scrape.of(
            List.of(
                States.counted(States.named(NASTY), 3, States.LOOKED),
                States.counted(States.named(big), 3, States.LOOKED),
                States.counted(States.named("é".repeat(1000)), 3, States.LOOKED)));

    assertEquals("0", scrape.promtool(folder));
    assertEquals(3, scrape.series("driftwatch_container_info").size());
    assertTrue(scrape.text().lines().noneMatch(line -> line.startsWith("FORGED")));
    assertTrue(
        scrape
            .labelValues()
            .contains(
                "\\x0aFORGED{} 1\\x0d\"},\\x5c\\x1b[2J\\xc2\\x9b1m\\xe2\\x80\\xae\\xe2\\x80\\xa8"
                    + "\\xe2\\x80\\x8b\\x00\\xed\\xa0\\x80"));
    assertEquals(
        named(scrape, "driftwatch_container_read_only_root"),
        named(scrape, "driftwatch_container_immutability"));
    for (String value : scrape.labelValues()) {
      assertTrue(value.getBytes(StandardCharsets.UTF_8).length <= 256, value);
    }
  }

  @Test
  void nothingThatMayBeCalledAnythingMakesADuplicate() throws IOException {
    RealParts.command("promtool");
    List<ContainerState> states = new ArrayList<>();
    for (int seed = 0; seed < 200; seed++) {
      for (ContainerReport report : new RandomReports(seed).next().containers()) {
        states.add(new ContainerState(report, Optional.of(States.LOOKED), Optional.empty()));
      }
    }
    assertTrue(states.size() > 200);

    assertEquals("0", Scrape.of(states).promtool(folder));
  }

  @Test
  void aFullNodeIsLittleMoreThanAMegabyte() throws IOException {
    RealParts.command("promtool");
    List<ContainerState> states = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      String pod = "storefront-frontend-7c6b8d9f4d-x" + i;
      Container container =
          States.pod("team-payments-production", pod, "frontend", "deployment", "storefront");
      states.add(States.counted(container, 10, States.LOOKED));
    }

    Scrape scrape = Scrape.of(states);

    int bytes = scrape.text().getBytes(StandardCharsets.UTF_8).length;
    assertTrue(bytes < 1_200_000, () -> bytes + " bytes");
    assertEquals(2500, scrape.series("driftwatch_findings").size());
    assertEquals("0", scrape.promtool(folder));
  }

  /** Which containers there are series of. */
  private static Set<String> named(Scrape scrape, String metric) {
    return scrape.series(metric).keySet().stream()
        .map(key -> key.replaceFirst("^[^{]*", "").replaceFirst(",?verdict=\"[a-z-]*\"", ""))
        .collect(Collectors.toSet());
  }

  private static Set<Double> values(Scrape scrape, String prefix) {
    return Set.copyOf(scrape.series(prefix).values());
  }

  private static Set<String> names(Map<String, Double> series) {
    return series.keySet().stream()
        .map(key -> key.replaceFirst("\\{.*", ""))
        .collect(Collectors.toSet());
  }

  /** Without those of the JVM, which are never twice the same. */
  private static String ours(String text) {
    return text.lines()
        .filter(line -> line.matches("(# (HELP|TYPE) )?driftwatch_.*"))
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
