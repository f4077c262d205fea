package io.driftwatch.dashboards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.dashboards.Receiver.Delivered;
import io.driftwatch.testing.RunningAgent;
import io.driftwatch.testing.Runtimes;
import io.driftwatch.testing.Runtimes.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a file in a container of docker's to a notification, and back. */
@Tag("runtime")
@Timeout(300)
final class AlertingIT {

  private static final String NAME = "watched-by-alerting-it";

  /** An alert stays for half an hour, which is half a minute here. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path temporary;

  @Test
  void aProgramThatIsDroppedIsDeliveredOnceItIsThereAndOnceItIsGone() throws IOException {
    Path configuration = Files.writeString(temporary.resolve("config.yaml"), "scanInterval: 1s\n");
    try (Runtimes docker = Runtimes.start("docker");
        Receiver receiver = new Receiver();
        RunningAgent agent =
            RunningAgent.start(temporary.resolve("state"), "--config", configuration.toString())
                .awaitReady();
        Monitoring monitoring =
            Monitoring.start(temporary, agent.port(), "test-node", receiver.port())) {
      Started container = docker.run("docker", NAME, "busybox", List.of());
      String ours = "driftwatch_container_drifted{container=\"" + NAME + "\"}";
      monitoring.prometheus().await(ours + " == 0");
      inContainer(docker, container, "cp /bin/busybox /evil");

      Delivered firing = await(agent, receiver, "firing");
      inContainer(docker, container, "rm /evil");
      monitoring.prometheus().await(ours + " == 0");
      assertTrue(receiver.find("DriftwatchCriticalDrift", NAME, "resolved").isEmpty());
      Delivered resolved = await(agent, receiver, "resolved");

      assertEquals("pager", firing.by());
      assertEquals("critical", firing.label("severity"));
      assertEquals("test", firing.label("cluster"));
      assertEquals("test-node", firing.label("node"));
      assertNull(firing.label("namespace"));
      assertEquals(
          "Critical drift in container " + NAME + " of test-node", firing.annotation("summary"));
      assertTrue(firing.annotation("description").endsWith(" 1."), firing.toString());
      assertTrue(firing.annotation("runbook_url").endsWith("#driftwatchcriticaldrift"));
      assertEquals(firing.json().get("fingerprint"), resolved.json().get("fingerprint"));
      assertEquals("pager", resolved.by());
    }
  }

  private void inContainer(Runtimes docker, Started container, String script) throws IOException {
    docker.exec(container, Files.writeString(temporary.resolve("script"), script));
  }

  private static Delivered await(RunningAgent agent, Receiver receiver, String status) {
    agent.await(
        "delivered",
        PATIENCE,
        () -> receiver.find("DriftwatchCriticalDrift", NAME, status).isPresent());
    return receiver.find("DriftwatchCriticalDrift", NAME, status).orElseThrow();
  }
}
