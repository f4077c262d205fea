package io.driftwatch.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.config.Configuration;
import io.driftwatch.config.ConfigurationFile;
import io.driftwatch.container.Container;
import io.driftwatch.file.Reason;
import io.driftwatch.report.Status;
import io.driftwatch.sink.Condition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the agent does when, without a runtime, and without waiting. */
@Timeout(60)
final class SchedulerTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration TICK = Duration.ofSeconds(2);

  @TempDir private Path state;

  private final MovedTime time = new MovedTime();
  private TestCore core;

  @BeforeEach
  void start() throws Exception {
    core = new TestCore(state, time, Optional.empty());
  }

  @AfterEach
  void end() {
    core.close();
  }

  @Test
  void whatIsFoundIsToldOnce() {
    core.runs("web");
    core.drifts("web", "/evil");

    core.tick();
    assertEquals(List.of("web appeared /evil"), core.told());
    core.pass(MINUTE.multipliedBy(5));
    assertEquals(List.of(), core.told());
    core.files.get("web").clear();
    core.pass(MINUTE);
    assertEquals(List.of("web resolved /evil"), core.told());
  }

  /** Everything is looked at once in each interval, and no more often. */
  @Test
  void aPassComesEveryScanInterval() {
    AtomicInteger looks = new AtomicInteger();
    core.before =
        (container, look) -> {
          looks.incrementAndGet();
          return null;
        };
    core.runs("web");

    core.tick();
    core.pass(MINUTE.multipliedBy(10));

    assertEquals(11, looks.get());
  }

  @Test
  void aContainerThatStartsIsLookedAtSoon() {
    core.tick();
    core.runs("web");
    core.drifts("web", "/evil");
    core.news = true;

    core.pass(TICK.multipliedBy(2));

    assertEquals(List.of("web appeared /evil"), core.told());
  }

  /** Its first look waits for the API server's word on it, and not for ever. */
  @Test
  void aPodsContainerIsLookedAtAfterTenSecondsWhateverTheApiServerDoes() {
    core.apiIsSlow = true;
    core.runs("web");
    core.drifts("web", "/evil");

    core.tick();
    core.pass(Duration.ofSeconds(8));
    assertEquals(List.of(), core.told());
    core.pass(Duration.ofSeconds(4));
    assertEquals(List.of("web appeared /evil"), core.told());
  }

  @Test
  void whatComesBackWithinAQuarterOfAnHourIsNotToldAgain() {
    core.runs("web");
    core.drifts("web", "/evil");
    core.tick();
    core.told();

    core.ends("web");
    core.pass(TICK);
    assertEquals(List.of("web removed"), core.told());
    core.pass(MINUTE.multipliedBy(14));
    core.runs("web");
    core.pass(MINUTE);
    assertEquals(List.of(), core.told());
    core.files.get("web").clear();
    core.pass(MINUTE);
    assertEquals(List.of("web resolved /evil"), core.told());
  }

  @Test
  void whatComesBackLaterIsNews() {
    core.runs("web");
    core.drifts("web", "/evil");
    core.tick();
    core.ends("web");
    core.pass(MINUTE.multipliedBy(16));
    core.told();

    core.runs("web");
    core.pass(MINUTE);

    assertEquals(List.of("web appeared /evil"), core.told());
  }

  /** A process that cannot be read for a moment is no reason to forget its container. */
  @Test
  void aContainerThatIsMissingInOnePassIsStillThere() {
    core.runs("web");
    core.drifts("web", "/evil");
    core.tick();
    core.told();
    Container web = core.running.remove("web");

    core.pass(MINUTE);
    assertEquals(List.of(), core.told());
    core.running.put("web", web);
    core.pass(MINUTE);
    assertEquals(List.of(), core.told());
    core.running.clear();
    core.pass(MINUTE.multipliedBy(2));
    assertEquals(List.of("web removed"), core.told());
  }

  @Test
  void nothingIsToldAgainAfterARestart() throws Exception {
    core.runs("web");
    core.drifts("web", "/evil", "/gone");
    core.tick();
    core.close();

    core = new TestCore(state, time, Optional.empty());
    core.runs("web");
    core.drifts("web", "/evil", "/more");
    core.tick();

    assertEquals(List.of("web appeared /more", "web resolved /gone"), core.told());
  }

  /** One that was gone when the agent ended, and comes back after it has started anew. */
  @Test
  void whatIsKeptOfAContainerThatIsGoneHoldsOverARestart() throws Exception {
    core.runs("web");
    core.drifts("web", "/evil");
    core.tick();
    core.ends("web");
    core.pass(TICK);
    core.close();

    core = new TestCore(state, time, Optional.empty());
    core.runs("web");
    core.drifts("web", "/evil");
    core.tick();
    assertEquals(List.of(), core.told());
    core.close();

    core = new TestCore(state, time, Optional.empty());
    core.runs("web");
    core.drifts("web", "/evil");
    core.tick();
    assertEquals(List.of(), core.told(), "it is kept that it came back");
  }

  @Test
  void aHundredLinesAMinuteAreToldOfAContainerAndTheRestFollows() {
    core.runs("web");
    for (int i = 0; i < 250; i++) {
      core.drifts("web", "/evil" + i);
    }

    core.tick();
    assertEquals(100, core.told().size());
    core.pass(MINUTE);
    List<String> second = core.told();
    assertEquals(100, Collections.frequency(kinds(second), "appeared"));
    assertTrue(second.contains("web omitted 150"), second.toString());
    core.pass(MINUTE);
    assertEquals(50, Collections.frequency(kinds(core.told()), "appeared"));
    core.pass(MINUTE.multipliedBy(3));
    assertEquals(0, Collections.frequency(kinds(core.told()), "appeared"));
  }

  private static List<String> kinds(List<String> told) {
    return told.stream().map(line -> line.replaceAll("^\\S+ (\\S+).*", "$1")).toList();
  }

  @Test
  void containersThatCannotBeFoundAreToldOfOnceAndSoIsTheEnd() {
    core.runs("web");
    core.failing = Optional.of(Reason.IO_ERROR);

    core.tick();
    core.pass(MINUTE.multipliedBy(3));
    assertEquals(List.of("degraded discovery io-error"), core.told());
    core.failing = Optional.empty();
    core.pass(MINUTE);
    assertEquals(List.of("recovered discovery"), core.told());
  }

  @Test
  void aFaultInOneTickIsNotTheEndOfAll() {
    core.apiIsFaulty = true;
    core.runs("web");
    core.drifts("web", "/evil");
    core.tick();
    assertEquals(List.of("degraded loop fault"), core.told());

    core.apiIsFaulty = false;
    core.pass(MINUTE);

    assertEquals(List.of("recovered loop", "web appeared /evil"), core.told());
  }

  @Test
  void theAgentIsReadyAfterItsFirstPassAndAliveWhileItsLoopMoves() {
    assertTrue(core.liveness.notReady().isPresent());
    core.tick();
    assertEquals(Optional.empty(), core.liveness.notReady());
    assertEquals(Optional.empty(), core.liveness.stuck());
    time.pass(MINUTE.multipliedBy(4));
    assertTrue(core.liveness.stuck().isPresent());
    core.tick();
    assertEquals(Optional.empty(), core.liveness.stuck());
  }

  /** State that cannot be written is told of once, and made up for. */
  @Test
  void whatCouldNotBeKeptIsKeptWithTheNextPass() throws Exception {
    Path inTheWay = Files.writeString(state.resolve("containers"), "");
    core.runs("web");
    core.drifts("web", "/evil");
    core.tick();
    core.pass(MINUTE);
    assertEquals(List.of("web appeared /evil", "degraded state not-written"), core.told());
    Files.delete(inTheWay);
    core.pass(MINUTE);
    assertEquals(List.of("recovered state"), core.told());
    core.close();

    core = new TestCore(state, time, Optional.empty());
    core.runs("web");
    core.drifts("web", "/evil");
    core.tick();
    assertEquals(List.of(), core.told());
  }

  @Test
  void aChangedConfigurationHoldsAtOnceAndAMistakeIsToldOfOnce() throws Exception {
    Path file = Files.writeString(state.resolve("config.yaml"), "scanInterval: 1h\n");
    core.close();
    core = new TestCore(state, time, Optional.of(ConfigurationFile.load(file)));
    core.runs("web");
    core.tick();
    core.drifts("web", "/evil");
    core.pass(MINUTE.multipliedBy(5));
    assertEquals(List.of(), core.told());

    Files.writeString(file, "scanInterval: 1m\n");
    core.pass(MINUTE.plus(Duration.ofSeconds(6)));
    assertEquals(List.of("web appeared /evil"), core.told());

    Files.writeString(file, "scanInterval: soon\n");
    core.pass(MINUTE);
    assertEquals(List.of("degraded config refused"), core.told());
    Files.writeString(file, "scanInterval: 1m\n");
    core.pass(MINUTE);
    assertEquals(List.of("recovered config"), core.told());
  }

  /** What hangs in one container, such as its file system, holds up no other. */
  @Test
  void aLookThatHangsIsToldOfAndHoldsUpNoOther() throws Exception {
    core.close();
    CountDownLatch goOn = new CountDownLatch(1);
    core = withThreads();
    core.before =
        (container, look) -> {
          if (container.container().name().equals("slow")) {
            await(goOn);
          }
          return null;
        };
    core.runs("slow");
    core.drifts("slow", "/evil");
    core.tick();
    core.runs("web");
    core.drifts("web", "/evil");
    core.news = true;

    assertEquals("web appeared /evil", core.nextAsTimePasses());
    assertEquals("degraded container failed budget-time", core.nextAsTimePasses());
    assertEquals(Status.FAILED, core.state("slow").report().status());
    goOn.countDown();
    assertEquals("recovered container failed", core.next());
    assertEquals("slow appeared /evil", core.next());
  }

  /** It says what it found so far, and goes on with the next pass. */
  @Test
  void aLookThatSpendsItsBudgetGoesOnWithTheNextPass() throws Exception {
    core.close();
    core = withThreads();
    core.before =
        (container, look) -> {
          look.pace().visited(2_000_000);
          return null;
        };
    core.runs("web");
    core.drifts("web", "/evil");

    core.tick();
    assertEquals("degraded container partial budget-entries", core.next());
    assertEquals("recovered container partial", core.nextAsTimePasses());
    assertEquals("web appeared /evil", core.next());
  }

  /** All looks together read no faster than is configured. */
  @Test
  void aLookThatReadsMuchWaits() throws Exception {
    core.close();
    core = withThreads();
    long oneMinute = Configuration.DEFAULT.hashRate() * 60;
    core.before =
        (container, look) -> {
          look.pace().reads(oneMinute);
          return null;
        };
    core.runs("web");
    core.drifts("web", "/evil");

    core.tick();
    time.awaitWaiting();
    core.pass(Duration.ofSeconds(50));
    assertEquals(List.of(), core.told());
    core.pass(Duration.ofSeconds(10));
    assertEquals("web appeared /evil", core.next());
  }

  private TestCore withThreads() throws Exception {
    return new TestCore(
        state,
        time,
        Optional.empty(),
        ScanPool.threads(
            work -> {
              Thread thread = new Thread(work);
              thread.setDaemon(true);
              return thread;
            }));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A destination is one class, and one line where sinks are listed. */
  @Test
  void aSinkThatWritesAFile() throws IOException {
    Path file = state.resolve("told");
    FileSink sink = new FileSink(file);
    Conditions conditions = new Conditions(List.of(sink));

    conditions.begin(new Condition("config", "refused", "a mistake"));
    conditions.end("config");

    assertEquals(List.of("degraded config", "recovered config"), Files.readAllLines(file));
  }
}
