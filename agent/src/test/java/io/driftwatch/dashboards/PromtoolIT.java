package io.driftwatch.dashboards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.driftwatch.dashboards.Dashboard.Query;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.RealParts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus' and Alertmanager's own tools about what is shipped for them. */
final class PromtoolIT {

  @TempDir Path folder;

  @Test
  void theAlertsAreRules() throws IOException {
    String said = promtool("check", "rules", "--lint=all", "--lint-fatal", "alerts.yaml");

    assertTrue(said.contains("SUCCESS: " + Shipped.alerts().size() + " rules found"), said);
  }

  @Test
  void theAlertsDoWhatTheirTestsSay() throws IOException {
    promtool("test", "rules", "alerts-test.yaml");
  }

  @Test
  void everyExpressionOfTheDashboardIsOne() throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode file = json.createObjectNode();
    ArrayNode rules = file.putArray("groups").addObject().put("name", "all").putArray("rules");
    List<Query> queries = Shipped.dashboard().queries();
    for (int i = 0; i < queries.size(); i++) {
      rules.addObject().put("record", "query:" + i).put("expr", queries.get(i).ofAll());
    }
    Path path = folder.resolve("rules.yaml");
    json.writeValue(path.toFile(), file);

    String said = promtool("check", "rules", path.toString());

    assertTrue(said.contains("SUCCESS: " + queries.size() + " rules found"), said);
  }

  @Test
  void theExampleForAlertmanagerIsOneAndTellsPagesFromTickets() throws IOException {
    RealParts.command("amtool");
    run("amtool", "check-config", "alertmanager.yaml");
    for (JsonNode alert : Shipped.alerts()) {
      String severity = alert.path("labels").path("severity").asText();
      run(
          "amtool",
          "config",
          "routes",
          "test",
          "--config.file=alertmanager.yaml",
          "--verify.receivers=" + (severity.equals("critical") ? "pager" : "tickets"),
          "alertname=" + alert.path("alert").asText(),
          "severity=" + severity);
    }
  }

  private static String promtool(String... arguments) throws IOException {
    RealParts.command("promtool");
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  private static String run(String... command) throws IOException {
    Commands.Result result =
        Commands.attempt(new ProcessBuilder(command).directory(Shipped.FOLDER.toFile()));
    assertEquals(0, result.status(), result.output() + result.errors());
    return result.output();
  }
}
