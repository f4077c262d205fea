package io.driftwatch.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/**
 * A dashboard of Grafana's.
 *
 * @param json as Grafana imports it
 */
record Dashboard(JsonNode json) {

  /**
   * Something that Prometheus is asked.
   *
   * @param panel the title of its panel
   * @param expression with the dashboard's variables in it
   */
  record Query(String panel, String expression) {

    /** The expression as Grafana would send it where everything is chosen. */
    String ofAll() {
      return Dashboard.ofAll(expression);
    }

    /** The expression as Grafana would send it where one workload is chosen. */
    String of(String namespace, String workload) {
      return Dashboard.ofAll(
          expression.replace("$namespace", namespace).replace("$workload", workload));
    }
  }

  /** Its panels but the headings. */
  List<JsonNode> panels() {
    return StreamSupport.stream(json.path("panels").spliterator(), false)
        .filter(panel -> !panel.path("type").asText().equals("row"))
        .toList();
  }

  /** What its panels ask. */
  List<Query> queries() {
    List<Query> queries = new ArrayList<>();
    for (JsonNode panel : panels()) {
      String title = panel.path("title").asText();
      panel
          .path("targets")
          .forEach(target -> queries.add(new Query(title, target.path("expr").asText())));
    }
    return queries;
  }

  /** The labels that its tables have for columns. */
  Set<String> columns() {
    Set<String> columns = new TreeSet<>();
    for (JsonNode panel : panels()) {
      for (JsonNode step : panel.path("transformations")) {
        step.path("options").path("indexByName").fieldNames().forEachRemaining(columns::add);
      }
    }
    columns.removeIf(column -> column.startsWith("Value"));
    return columns;
  }

  /** Its variables that Prometheus has the values of. */
  List<JsonNode> queryVariables() {
    return StreamSupport.stream(json.path("templating").path("list").spliterator(), false)
        .filter(variable -> variable.path("type").asText().equals("query"))
        .toList();
  }

  /**
   * A text with its variables replaced: All is what the variable says, or what Grafana falls back
   * to, and a rate is over four scrapes, of which there is one a second, of a minute in all.
   */
  static String ofAll(String text) {
    return text.replace("$__rate_interval", "4s")
        .replace("$__range", "1m")
        .replaceAll("\\$(job|instance)\\b", ".+")
        .replaceAll("\\$(cluster|node|namespace|workload)\\b", ".*");
  }
}
