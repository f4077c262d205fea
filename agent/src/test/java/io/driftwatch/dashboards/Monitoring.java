package io.driftwatch.dashboards;

import io.driftwatch.testing.LocalServer;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.RunningPrometheus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A Prometheus that scrapes an agent as one in a cluster does, with the alerts that are shipped,
 * and an Alertmanager with the configuration that is shipped. For a test's sake time is shorter: a
 * minute of the alerts is a second, Alertmanager waits for seconds as well, and receivers are
 * another's. Nothing else of the files is changed.
 */
final class Monitoring implements AutoCloseable {

  private static final String CONFIGURATION =
      """
      global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
      rule_files: [%s]
      alerting:
        alertmanagers:
          - static_configs: [{targets: ["127.0.0.1:%d"]}]
      scrape_configs:
        - job_name: driftwatch
          honor_labels: true
          static_configs:
            - targets: ["127.0.0.1:%d"]
              labels: {cluster: test, namespace: driftwatch, pod: driftwatch-x, node: %s}
      """;

  private final LocalServer alertmanager;
  private final RunningPrometheus prometheus;

  private Monitoring(LocalServer alertmanager, RunningPrometheus prometheus) {
    this.alertmanager = alertmanager;
    this.prometheus = prometheus;
  }

  /**
   * Starts both; skips the test where they are missing.
   *
   * @param folder for their files
   * @param agent the port of the agent
   * @param node the node's name
   * @param receiver the port that notifications go to
   */
  static Monitoring start(Path folder, int agent, String node, int receiver) throws IOException {
    RealParts.command("prometheus-alertmanager");
    RealParts.command("prometheus");
    LocalServer alertmanager = startAlertmanager(folder, receiver);
    try {
      Path rules = Files.writeString(folder.resolve("alerts.yaml"), hurried("alerts.yaml"));
      String configuration = CONFIGURATION.formatted(rules, alertmanager.port(), agent, node);
      return new Monitoring(
          alertmanager, RunningPrometheus.start(folder.resolve("prometheus"), configuration));
    } catch (IOException | RuntimeException | AssertionError e) {
      alertmanager.close();
      throw e;
    }
  }

  private static LocalServer startAlertmanager(Path folder, int receiver) throws IOException {
    String configuration =
        Shipped.text("alertmanager.yaml")
            .replaceAll("(group_wait|group_interval): \\d+[sm]", "$1: 1s")
            .replaceAll("http://[a-z]+\\.example/", "http://127.0.0.1:" + receiver + "/");
    Path file = Files.writeString(folder.resolve("alertmanager.yaml"), configuration);
    return LocalServer.start(
        folder.resolve("alertmanager.log"),
        "/-/ready",
        port ->
            List.of(
                "prometheus-alertmanager",
                "--config.file=" + file,
                "--storage.path=" + folder.resolve("alertmanager"),
                "--cluster.listen-address=",
                "--web.listen-address=127.0.0.1:" + port));
  }

  private static String hurried(String file) throws IOException {
    return Shipped.text(file)
        .replaceAll("(\\[|for: |offset )(\\d+)m\\b", "$1$2s")
        .replaceAll("for: 1h\\b", "for: 60s");
  }

  RunningPrometheus prometheus() {
    return prometheus;
  }

  @Override
  public void close() {
    prometheus.close();
    alertmanager.close();
  }
}
