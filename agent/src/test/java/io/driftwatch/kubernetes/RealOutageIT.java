package io.driftwatch.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftwatch.container.Container;
import io.driftwatch.report.KnownFinding;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A real API server goes away, and comes back. */
@Tag("runtime")
final class RealOutageIT {

  private static RealApi api;

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
  void afterAnOutageThePresentIsToldAndNoBacklog(TestInfo test) throws Exception {
    Container container = api.listedContainer(api.namespace(test), "web");
    Container other = api.listedContainer(api.namespace(test), "other");
    try (TestAgent agent = new TestAgent(api.kubeconfig())) {
      agent.drifted(container, Drifts.warning("/first"));
      RealApi.await(() -> api.onlyEvent(container));
      api.lab().kill("apiserver");
      for (int i = 0; i < 50; i++) {
        agent.drifted(container, Drifts.warning("/first"), Drifts.critical("/during/" + i));
        agent.drifted(other, Drifts.critical("/passing"));
      }
      agent.drifted(other);
      RealApi.await(() -> Optional.of(agent.results).filter(all -> all.of(EventResult.FAILED) > 0));
      assertTrue(agent.cluster.lists(container), "what was known stays known");

      api.lab().up();
      List<JsonNode> events = RealApi.await(() -> api.events(container, 2));
      assertEquals(
          "1 critical, 1 warning in container c: added /during/49, added /first",
          events.get(1).path("note").asText());
      Container late = api.listedContainer(api.namespace(test), "late");
      agent.drifted(late, EVIL);
      RealApi.await(() -> api.events(container, 3));
      assertEquals(3, agent.results.of(EventResult.SENT), "nothing of /passing");
    }
  }

  @Test
  void itStartsAndEndsWithoutAnApiServer(TestInfo test) throws Exception {
    Container container = api.listedContainer(api.namespace(test), "web");
    MemoryJournal journal = new MemoryJournal();
    api.lab().kill("apiserver");
    long begun = System.nanoTime();
    long closing;
    try (TestAgent agent = new TestAgent(api.kubeconfig(), journal)) {
      agent.drifted(container, EVIL);
      assertEquals(container, agent.cluster.enrich(container));
      assertTrue(
          (System.nanoTime() - begun) / 1_000_000 < 2_000,
          () -> "slow to start: " + (System.nanoTime() - begun) / 1_000_000);
      Thread.sleep(500);
      closing = System.nanoTime();
    }
    long closed = (System.nanoTime() - closing) / 1_000_000;
    assertTrue(closed < 1_000, () -> "slow to close: " + closed);
    try (TestAgent agent = new TestAgent(api.kubeconfig(), journal)) {
      agent.drifted(container, EVIL);
      api.lab().up();
      RealApi.await(() -> api.onlyEvent(container));
    }
  }

  @Test
  void anApiServerThatSaysNothingHoldsNobodyUp(TestInfo test) throws Exception {
    Container container = api.listedContainer(api.namespace(test), "web");
    Container other = api.listedContainer(api.namespace(test), "other");
    TestAgent agent = new TestAgent(api.kubeconfig());
    try {
      RealApi.await(() -> Optional.of(agent).filter(one -> one.cluster.lists(container)));
      api.lab().pause("forward");
      long begun = System.nanoTime();
      agent.drifted(container, EVIL);
      assertTrue((System.nanoTime() - begun) / 1_000_000 < 500);
      RealApi.await(
          () -> Optional.of(agent.results).filter(all -> all.of(EventResult.FAILED) == 2));
      api.lab().resume("forward");
      agent.awaitSent(1);
      // What was given up has reached the API server by now: of one name, it is one Event.
      agent.drifted(other, EVIL);
      agent.awaitSent(2);
      RealApi.await(() -> api.events(container, 2));

      api.lab().pause("forward");
      agent.drifted(container, EVIL, Drifts.critical("/more"));
      Thread.sleep(1_000);
    } finally {
      long closing = System.nanoTime();
      agent.close();
      long closed = (System.nanoTime() - closing) / 1_000_000;
      api.lab().resume("forward");
      assertTrue(closed < 1_000, () -> "slow to close: " + closed);
    }
  }
}
