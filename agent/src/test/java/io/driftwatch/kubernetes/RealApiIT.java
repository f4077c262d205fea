package io.driftwatch.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftwatch.container.Container;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import io.driftwatch.container.Workload;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Severity;
import io.driftwatch.report.KnownFinding;
import io.driftwatch.testing.RealParts;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A real API server takes what we send, and what it has is read back by curl and kubectl. */
@Tag("runtime")
final class RealApiIT {

  private static RealApi api;

  private static final KnownFinding EVIL =
      Drifts.finding(
          Severity.CRITICAL,
          FilePath.of("/evil"),
          Optional.of(new Digest("0123456789abcdef".repeat(4))));

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
  void anEventIsTakenAsItIsMeant(TestInfo test) throws Exception {
    Container container = api.listedContainer(api.namespace(test), "web");
    try (TestAgent agent = new TestAgent(api.kubeconfig())) {
      agent.drifted(container, EVIL, Drifts.warning("/etc/motd"));

      JsonNode event = RealApi.await(() -> api.onlyEvent(container));
      assertEquals(
          "1 critical, 1 warning in container c: added /evil (0123456789ab), added /etc/motd",
          event.path("note").asText());
      assertEquals("ContainerDrifted", event.path("reason").asText());
      assertEquals("Warning", event.path("type").asText());
      assertEquals("Scan", event.path("action").asText());
      assertEquals("driftwatch.io/agent", event.path("reportingController").asText());
      assertEquals(RealApi.NODE, event.path("reportingInstance").asText());
      assertTrue(event.path("metadata").path("name").asText().matches("web\\.[0-9a-f]{16}"));
      assertEquals(
          new ObjectMapper()
              .valueToTree(
                  Map.of(
                      "kind", "Pod",
                      "apiVersion", "v1",
                      "namespace", container.pod().orElseThrow().namespace(),
                      "name", "web",
                      "uid", container.pod().orElseThrow().uid(),
                      "fieldPath", "spec.containers{c}")),
          event.path("regarding"));
    }
  }

  @Test
  void peopleSeeItWhereTheyLook(TestInfo test) throws Exception {
    RealParts.command("kubectl");
    Container container = api.listedContainer(api.namespace(test), "web");
    try (TestAgent agent = new TestAgent(api.kubeconfig())) {
      agent.drifted(container, EVIL);
      RealApi.await(() -> api.onlyEvent(container));

      String described = api.lab().kubectl("describe", "pod", "web", "-n", api.namespace(test));
      assertTrue(
          described.contains("ContainerDrifted") && described.contains("added /evil"), described);
      String listed = api.lab().kubectl("get", "events", "-n", api.namespace(test));
      assertTrue(
          listed.contains("pod/web") && listed.contains("1 critical in container c"), listed);
    }
  }

  @Test
  void hostilePathsMakeANoteThatIsTaken(TestInfo test) throws Exception {
    Container container = api.listedContainer(api.namespace(test), "web");
    byte[] everyByte = new byte[255];
    IntStream.range(1, 256).forEach(i -> everyByte[i - 1] = (byte) i);
    KnownFinding odd = Drifts.finding(Severity.CRITICAL, FilePath.of(everyByte), Optional.empty());
    KnownFinding wide = Drifts.critical("/" + "\uD83D\uDE00".repeat(900));
    try (TestAgent agent = new TestAgent(api.kubeconfig())) {
      agent.drifted(container, odd);
      String note = RealApi.await(() -> api.onlyEvent(container)).path("note").asText();
      assertEquals("1 critical in container c: added " + odd.path(), note);

      agent.drifted(container, wide);
      JsonNode second = RealApi.await(() -> api.events(container, 2)).get(1);
      assertTrue(second.path("note").asText().endsWith("\uD83D\uDE00…"), second::toString);
      assertTrue(Note.bytes(second.path("note").asText()) > Note.MAX_BYTES - 20);
    }
  }

  @Test
  void theSameAgainIsASeries(TestInfo test) throws Exception {
    Container container = api.listedContainer(api.namespace(test), "web");
    try (TestAgent agent = new TestAgent(api.kubeconfig())) {
      agent.drifted(container, EVIL);
      agent.awaitSent(1);
      agent.drifted(container);
      agent.drifted(container, EVIL);
      agent.awaitSent(2);
      JsonNode again = api.events(container, 1).orElseThrow().get(0);
      assertEquals(2, again.path("series").path("count").asInt(), again::toString);

      agent.drifted(container);
      agent.drifted(container, EVIL);
      agent.awaitSent(3);
      agent.drifted(container, EVIL, Drifts.critical("/more"));
      agent.awaitSent(4);
      List<JsonNode> events = api.events(container, 2).orElseThrow();
      assertEquals(3, events.get(0).path("series").path("count").asInt(), events::toString);
      assertFalse(events.get(1).has("series"), events::toString);
    }
  }

  @Test
  void whatWasDeletedIsNotRepeated(TestInfo test) throws Exception {
    Container container = api.listedContainer(api.namespace(test), "web");
    try (TestAgent agent = new TestAgent(api.kubeconfig())) {
      agent.drifted(container, EVIL);
      agent.awaitSent(1);
      String name = api.onlyEvent(container).orElseThrow().path("metadata").path("name").asText();
      api.lab()
          .delete("/apis/events.k8s.io/v1/namespaces/" + api.namespace(test) + "/events/" + name);
      agent.drifted(container);
      agent.drifted(container, EVIL);

      JsonNode event = RealApi.await(() -> api.onlyEvent(container));
      assertFalse(event.has("series"), event::toString);
      assertFalse(event.path("metadata").path("name").asText().equals(name));
    }
  }

  @Test
  void aRestartTellsNothingAgain(TestInfo test) throws Exception {
    Container container = api.listedContainer(api.namespace(test), "web");
    MemoryJournal journal = new MemoryJournal();
    try (TestAgent agent = new TestAgent(api.kubeconfig(), journal)) {
      agent.drifted(container, EVIL);
      agent.events.notObservable(container, Reason.NOT_OVERLAY);
      RealApi.await(() -> api.events(container, 2));
      RealApi.await(
          () -> Optional.of(journal.entries).filter(all -> all.get(RealApi.ID).notObservable()));
    }
    try (TestAgent agent = new TestAgent(api.kubeconfig(), journal)) {
      agent.drifted(container, EVIL);
      agent.events.notObservable(container, Reason.NOT_OVERLAY);
      agent.drifted(container, EVIL, Drifts.warning("/new"));

      List<JsonNode> events = RealApi.await(() -> api.events(container, 3));
      assertEquals(
          List.of("ContainerDrifted", "ContainerNotObservable", "ContainerDrifted"),
          events.stream().map(event -> event.path("reason").asText()).toList());
      agent.events.gone(RealApi.ID);
      RealApi.await(() -> Optional.of(journal.entries).filter(Map::isEmpty));
    }
  }

  @Test
  void onlyAListedContainerHasEventsAndLabels(TestInfo test) throws Exception {
    JsonNode pod = api.pod(api.namespace(test), "web");
    Container container = api.container(pod);
    try (TestAgent agent = new TestAgent(api.kubeconfig())) {
      agent.drifted(container, EVIL);
      RealApi.await(
          () -> Optional.of(container).filter(one -> !agent.cluster.enrich(one).equals(one)));
      Container unlisted = agent.cluster.enrich(container);
      assertFalse(agent.cluster.lists(container));
      assertEquals(
          Optional.of(new Workload("daemonset", "set")), unlisted.pod().orElseThrow().workload());
      assertEquals(Map.of(), unlisted.pod().orElseThrow().labels());
      Container stranger =
          Drifts.container(RealApi.ID, "c", new Pod(api.namespace(test), "web", "another-uid"));
      assertEquals(stranger, agent.cluster.enrich(stranger));
      Thread.sleep(1500);
      assertEquals(List.of(), api.lab().events(api.namespace(test)));

      api.list(container);
      RealApi.await(() -> api.onlyEvent(container));
      Container enriched = agent.cluster.enrich(container);
      assertEquals(Map.of("app", "web"), enriched.pod().orElseThrow().labels());
      assertEquals(
          Map.of("driftwatch.io/allow", "/x/**"), enriched.pod().orElseThrow().annotations());
      assertEquals(new Image(null, null, RealApi.DIGEST), enriched.image());
    }
  }
}
