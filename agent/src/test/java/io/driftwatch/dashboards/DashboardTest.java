package io.driftwatch.dashboards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftwatch.dashboards.Dashboard.Query;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The dashboard keeps to the rules of Grafana's dashboard-linter, which is a program in Go.
 *
 * @see <a href="https://github.com/grafana/dashboard-linter/blob/main/docs/index.md">its rules</a>
 */
final class DashboardTest {

  private static final String DATASOURCE = "${datasource}";
  private static final Set<String> PANEL_TYPES = Set.of("stat", "timeseries", "table", "bargauge");

  /** Those of Grafana's units that are used: an unknown one is shown as text after each number. */
  private static final Set<String> UNITS =
      Set.of("short", "percentunit", "bytes", "binBps", "s", "dateTimeFromNow");

  private static final Pattern METRIC = Pattern.compile("\\b([a-z_:]+)(?=[{\\[])");
  private static final Pattern SELECTOR = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern RANGE = Pattern.compile("\\[([^]]*)]");

  /** Whatever was known within the range of the dashboard. */
  private static final String EVER = "last_over_time\\([^)]*\\[\\$__range]\\)";

  private static final Pattern COUNTER = Pattern.compile("(\\w*\\(?)\\b\\w+_total\\{[^}]*}(.?)");
  private static final Pattern LABEL_VALUES =
      Pattern.compile("label_values\\(([a-z_]+)(\\{[^}]*})?, ([a-z]+)\\)");

  private final Dashboard dashboard;

  DashboardTest() throws IOException {
    dashboard = Shipped.dashboard();
  }

  @Test
  void nobodyEditsIt() {
    assertFalse(dashboard.json().path("editable").asBoolean(true));
    assertTrue(dashboard.json().path("schemaVersion").asInt() >= 38);
    assertEquals("driftwatch", dashboard.json().path("uid").asText());
  }

  @Test
  void theDatasourceIsAVariable() {
    JsonNode first = dashboard.json().path("templating").path("list").path(0);

    assertEquals("datasource", first.path("type").asText());
    assertEquals("datasource", first.path("name").asText());
    assertEquals("Data Source", first.path("label").asText());
    assertEquals("prometheus", first.path("query").asText());
  }

  @Test
  void everyVariableIsReloadedAndTakesManyValuesOrAll() {
    Map<String, String> all = new HashMap<>();
    for (JsonNode variable : dashboard.queryVariables()) {
      String name = variable.path("name").asText();
      all.put(name, variable.path("allValue").asText());
      assertEquals(DATASOURCE, variable.path("datasource").path("uid").asText(), name);
      assertEquals(2, variable.path("refresh").asInt(), name + ": on change of the time range");
      assertTrue(variable.path("multi").asBoolean(), name);
      assertTrue(variable.path("includeAll").asBoolean(), name);
      assertEquals(name, variable.path("label").asText().toLowerCase(Locale.ROOT));
      assertTrue(LABEL_VALUES.matcher(variable.path("query").asText()).matches(), name);
    }
    assertEquals(
        Set.of("job", "instance", "cluster", "node", "namespace", "workload"), all.keySet());
    assertEquals(".+", all.get("job"));
    assertEquals(".+", all.get("instance"));
    // A container of no pod has no namespace, and a Prometheus of one cluster no cluster.
    for (String name : List.of("cluster", "node", "namespace", "workload")) {
      assertEquals(".*", all.get(name), name);
    }
  }

  @Test
  void everyPanelSaysWhatItShowsAndInWhichUnit() {
    Set<String> titles = new HashSet<>();
    for (JsonNode panel : dashboard.panels()) {
      String title = panel.path("title").asText();
      assertTrue(PANEL_TYPES.contains(panel.path("type").asText()), title);
      assertNotEquals("", title);
      assertTrue(titles.add(title), "twice: " + title);
      assertTrue(panel.path("description").asText().endsWith("."), title);
      assertEquals(DATASOURCE, panel.path("datasource").path("uid").asText(), title);
      assertFalse(panel.path("targets").isEmpty(), title);
      assertEquals(Set.of(), without(UNITS, units(panel)), title);
      panel
          .path("targets")
          .forEach(
              target ->
                  assertEquals(DATASOURCE, target.path("datasource").path("uid").asText(), title));
    }
  }

  private static Set<String> without(Set<String> known, Set<String> used) {
    return used.stream().filter(unit -> !known.contains(unit)).collect(Collectors.toSet());
  }

  private static Set<String> units(JsonNode panel) {
    Set<String> units = new HashSet<>();
    units.add(panel.path("fieldConfig").path("defaults").path("unit").asText());
    for (JsonNode override : panel.path("fieldConfig").path("overrides")) {
      for (JsonNode property : override.path("properties")) {
        if (property.path("id").asText().equals("unit")) {
          units.add(property.path("value").asText());
        }
      }
    }
    return units;
  }

  @Test
  void panelsDoNotLieOnEachOther() {
    Set<String> taken = new HashSet<>();
    Set<Integer> ids = new HashSet<>();
    for (JsonNode panel : dashboard.json().path("panels")) {
      assertTrue(ids.add(panel.path("id").asInt()), panel.path("title").asText());
      JsonNode at = panel.path("gridPos");
      assertTrue(at.path("x").asInt() + at.path("w").asInt() <= 24, at.toString());
      for (int x = 0; x < at.path("w").asInt(); x++) {
        for (int y = 0; y < at.path("h").asInt(); y++) {
          String cell = (at.path("x").asInt() + x) + " " + (at.path("y").asInt() + y);
          assertTrue(taken.add(cell), panel.path("title").asText());
        }
      }
    }
  }

  @Test
  void everySelectorAsksForTheJobAndTheInstance() {
    for (Query query : dashboard.queries()) {
      List<String> selectors = Shipped.found(SELECTOR, query.expression());
      assertEquals(
          Shipped.found(METRIC, query.expression()).size(), selectors.size(), query.toString());
      for (String selector : selectors) {
        assertTrue(
            selector.startsWith("job=~\"$job\", instance=~\"$instance\", cluster=~\"$cluster\""),
            query.toString());
      }
    }
  }

  @Test
  void everyRateIsOverTheIntervalThatGrafanaKnows() {
    for (Query query : dashboard.queries()) {
      for (String range : Shipped.found(RANGE, query.expression().replaceAll(EVER, ""))) {
        assertEquals("$__rate_interval", range, query.toString());
      }
    }
  }

  /** All jobs are all of Prometheus', and others have such metrics as well. */
  @Test
  void whatEveryJobHasIsThatOfTheAgentsOnly() {
    for (Query query : dashboard.queries()) {
      Set<String> named = Metrics.named(query.expression());
      if (!without(Metrics.OF_OTHERS, named).equals(named)) {
        assertTrue(query.expression().matches(".* and on \\(job, .*driftwatch_build_info.*"));
      }
    }
  }

  @Test
  void everyCounterIsARate() {
    for (Query query : dashboard.queries()) {
      Matcher counter = COUNTER.matcher(query.expression());
      while (counter.find()) {
        assertTrue(Set.of("rate(", "increase(").contains(counter.group(1)), query.toString());
        assertEquals("[", counter.group(2), query.toString());
      }
    }
  }

  @Test
  void everyMetricIsServed() throws IOException {
    Set<String> served = new HashSet<>(Metrics.served());
    served.addAll(Metrics.OF_OTHERS);
    for (Query query : dashboard.queries()) {
      assertEquals(Set.of(), without(served, Metrics.named(query.expression())), query.toString());
    }
    for (JsonNode variable : dashboard.queryVariables()) {
      Matcher query = LABEL_VALUES.matcher(variable.path("query").asText());
      assertTrue(query.matches() && served.contains(query.group(1)), variable.toString());
    }
  }
}
