package io.driftwatch.dashboards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftwatch.judge.Policy;
import io.driftwatch.judge.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The alerts, beside what promtool knows of them. */
final class AlertsTest {

  private static final String RUNBOOK =
      "https://github.com/driftwatch/driftwatch/blob/main/dashboards/runbook.md#";

  private static final Pattern HEADING = Pattern.compile("(?m)^## (.+)$");
  private static final Pattern ENTRY = Pattern.compile("(?m)^(?:## |\\*\\*)(\\w[\\w ]*)");
  private static final Pattern RULE =
      Pattern.compile("(?m)^\\| (`[a-z-]+` \\| `[a-z]+` \\| \\[.*\\]) \\|");
  private static final Pattern TESTED = Pattern.compile("alertname: (\\w+)");

  @Test
  void everyAlertHasAnEntryInTheRunbookAndEveryEntryAnAlert() throws IOException {
    List<String> names = new ArrayList<>();
    for (JsonNode alert : Shipped.alerts()) {
      String name = alert.path("alert").asText();
      names.add(name);
      JsonNode annotations = alert.path("annotations");
      assertEquals(
          RUNBOOK + name.toLowerCase(Locale.ROOT), annotations.path("runbook_url").asText());
      assertTrue(annotations.hasNonNull("summary"), name);
      assertTrue(annotations.path("description").asText().endsWith("."), name);
      String severity = alert.path("labels").path("severity").asText();
      assertTrue(Set.of("critical", "warning").contains(severity), name);
    }

    assertEquals(names, Shipped.found(HEADING, Shipped.text("runbook.md")));
  }

  @Test
  void everyEntryOfTheRunbookAnswersTheSameQuestions() throws IOException {
    List<String> questions = List.of("Means", "Look first", "Make it stop", "False alarms");
    List<String> expected = new ArrayList<>();
    for (JsonNode alert : Shipped.alerts()) {
      expected.add(alert.path("alert").asText());
      expected.addAll(questions);
    }

    assertEquals(expected, Shipped.found(ENTRY, Shipped.text("runbook.md")));
  }

  @Test
  void everyRuleThatStandsForTechniquesIsExplained() throws IOException {
    List<String> rows = new ArrayList<>();
    for (Rule rule : Policy.shipped().rules()) {
      if (!rule.techniques().isEmpty()) {
        String techniques =
            rule.techniques().stream().map(id -> "[" + id + "]").collect(Collectors.joining(", "));
        rows.add("`" + rule.name() + "` | `" + rule.severity().id() + "` | " + techniques);
      }
    }

    assertEquals(
        rows,
        Shipped.found(
            RULE, Shipped.text("runbook.md").replaceAll("\\(https://attack[^)]*\\)", "")));
  }

  @Test
  void everyAlertIsTestedWhenItComesAndWhenItDoesNot() throws IOException {
    String tests = Shipped.text("alerts-test.yaml");
    Set<String> names = new TreeSet<>();
    for (JsonNode alert : Shipped.alerts()) {
      String name = alert.path("alert").asText();
      names.add(name);
      Pattern never =
          Pattern.compile("alertname: " + name + ", eval_time: \\d+m, exp_alerts: \\[]");
      Pattern comes = Pattern.compile("alertname: " + name + "\n +eval_time: .*\n +exp_alerts:");
      assertTrue(never.matcher(tests).find(), name);
      assertTrue(comes.matcher(tests).find(), name);
    }
    assertEquals(names, new TreeSet<>(Shipped.found(TESTED, tests)));
  }

  @Test
  void everyMetricIsServed() throws IOException {
    Set<String> served = new HashSet<>(Metrics.served());
    served.addAll(Metrics.OF_OTHERS);
    served.addAll(Metrics.OF_KUBE_STATE_METRICS);
    for (JsonNode alert : Shipped.alerts()) {
      Set<String> named = Metrics.named(alert.path("expr").asText());
      assertTrue(!named.isEmpty() && served.containsAll(named), alert.path("alert") + " " + named);
    }
  }

  @Test
  void whatNeedsKubeStateMetricsSaysSo() throws IOException {
    List<String> need = new ArrayList<>();
    for (JsonNode alert : Shipped.alerts()) {
      if (alert.path("expr").asText().contains("kube_")) {
        need.add(alert.path("alert").asText());
      }
    }
    assertEquals(List.of("DriftwatchAgentMissing"), need);
    assertTrue(
        Shipped.text("alerts.yaml")
            .contains("      # Needs kube-state-metrics. Without it, DriftwatchAgentDown tells"));
  }
}
