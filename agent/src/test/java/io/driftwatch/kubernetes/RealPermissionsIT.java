package io.driftwatch.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftwatch.container.Container;
import io.driftwatch.report.KnownFinding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** What the agent may do in a real cluster, and what it does. */
@Tag("runtime")
final class RealPermissionsIT {

  private static RealApi api;

  @TempDir Path folder;

  private static final KnownFinding EVIL = Drifts.critical("/evil");

  @BeforeAll
  static void start() throws IOException {
    api = new RealApi();
  }

  @AfterAll
  static void stop() throws IOException {
    if (api != null) {
      api.close();
    }
  }

  @Test
  void itTakesExactlyThePermissionsThatItIsGiven(TestInfo test) throws Exception {
    String namespace = api.namespace(test);
    Container container = api.listedContainer(namespace, "web");
    api.grant(namespace, "agent");
    ClusterAccess access = api.inCluster(namespace, "agent", folder);
    try (TestAgent agent = new TestAgent(access, new MemoryJournal())) {
      agent.drifted(container, EVIL);
      agent.awaitSent(1);
      agent.drifted(container);
      agent.drifted(container, EVIL);
      agent.awaitSent(2);
    }
    RealApi.await(
        () -> {
          Set<String> done = new TreeSet<>();
          for (JsonNode request :
              api.lab().requestsOf("system:serviceaccount:" + namespace + ":agent")) {
            done.add(
                request.path("verb").asText()
                    + " "
                    + request.path("objectRef").path("resource").asText()
                    + " "
                    + request.path("responseStatus").path("code").asInt() / 100);
          }
          return Optional.of(done)
              .filter(
                  Set.of("list pods 2", "watch pods 2", "create events 2", "patch events 2")
                      ::equals);
        });
  }

  @Test
  void withoutPermissionItIsRefusedAndNotAskedAgainAtOnce(TestInfo test) throws Exception {
    String namespace = api.namespace(test);
    Container container = api.listedContainer(namespace, "web");
    api.lab().createServiceAccount(namespace, "agent");
    api.grantPodsAlone(namespace, "agent");
    try (TestAgent agent =
        new TestAgent(api.inCluster(namespace, "agent", folder), new MemoryJournal())) {
      agent.drifted(container, EVIL);
      RealApi.await(
          () -> Optional.of(agent.results).filter(all -> all.of(EventResult.REFUSED) == 1));
      agent.drifted(container, EVIL, Drifts.critical("/more"));
      Thread.sleep(2500);
      assertEquals(1, agent.results.of(EventResult.REFUSED));
      assertEquals(0, agent.results.of(EventResult.FAILED));
    }
  }
}
