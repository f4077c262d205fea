package io.driftwatch.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.compare.DigestPolicy;
import io.driftwatch.config.Configuration;
import io.driftwatch.discover.HeldContainer;
import io.driftwatch.discover.Root;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.Privileges;
import io.driftwatch.linux.ProcessDirectory;
import io.driftwatch.memory.WriteMemory;
import io.driftwatch.report.ContainerState;
import io.driftwatch.report.Immutability;
import io.driftwatch.report.Status;
import io.driftwatch.scan.ContainerScanner;
import io.driftwatch.sink.Known;
import io.driftwatch.sink.ScanOutcome;
import io.driftwatch.sink.Sink;
import io.driftwatch.testing.Samples;
import io.driftwatch.walk.FileCache;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A look whose container goes away meanwhile, which has a reason not to be looked into. */
@Timeout(30)
final class ScanTaskTest {

  private static final Time TIME = Time.of(Clock.systemUTC());

  /** In which whoever does one thing hangs. */
  private final Timing timing = Timings.still(Duration.ZERO);

  @TempDir private Path state;

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final CountDownLatch telling = new CountDownLatch(1);
  private final CountDownLatch toldEnough = new CountDownLatch(1);
  private volatile long tellingMillis = 300;
  private Watch watch = new Watch("key", Samples.inPod("ns", "pod", "c", "image:1"), TIME);
  private HostRoot host;
  private Reporter reporter;

  @BeforeEach
  void start() throws IOException {
    host = HostRoot.open(FilePath.ROOT);
    reporter =
        new Reporter(
            List.of(new SlowSink()),
            new Conditions(List.of()),
            new ImmutabilityVerdicts(WriteMemory.open(state)),
            TIME);
  }

  @AfterEach
  void end() {
    host.close();
  }

  @Test
  void nothingIsToldOfAContainerAfterItWasToldToBeGone() throws Exception {
    ScanTask task = task();
    Thread look = new Thread(task);
    look.start();
    assertTrue(telling.await(10, TimeUnit.SECONDS));

    task.cancel();
    reporter.removed(watch);
    look.join();

    assertEquals(List.of("unobservable", "removed"), told);
  }

  @Test
  void aLookThatIsNotWantedTellsNothing() throws Exception {
    ScanTask task = task();

    task.cancel();
    task.run();

    assertEquals(List.of(), told);
  }

  /** The loop may find that a look hangs at the very moment at which it comes to its end. */
  @Test
  void aLookThatEndsWhileItIsGivenUpHasTheLastWord() throws Exception {
    tellingMillis = 10_000;
    ScanTask task = task();
    Thread look = new Thread(task);
    look.start();
    assertTrue(telling.await(10, TimeUnit.SECONDS));

    task.check();
    toldEnough.countDown();
    look.join();

    assertEquals(Status.UNOBSERVABLE, watch.state().orElseThrow().report().status());
  }

  @Test
  void aLookThatEndsAfterItWasGivenUpCounts() throws Exception {
    ScanTask task = task();

    reporter.scanHangs(watch);
    assertEquals(Status.FAILED, watch.state().orElseThrow().report().status());
    task.run();

    assertEquals(Status.UNOBSERVABLE, watch.state().orElseThrow().report().status());
  }

  @Test
  void aLookThatHangsSaysNothingOfHowFarAContainerIsFromBeingImmutable() {
    watch.stands(
        new ContainerState(
            Samples.report(watch.container()).build(),
            Optional.empty(),
            Optional.empty(),
            Immutability.READY));

    reporter.scanHangs(watch);

    ContainerState state = watch.state().orElseThrow();
    assertEquals(Status.FAILED, state.report().status());
    assertEquals(Immutability.READY, state.immutability());
  }

  private ScanTask task() throws CannotLookException {
    Configuration configuration = Configuration.DEFAULT;
    Clock clock = Clock.systemUTC();
    ScanPlan plan =
        new ScanPlan(
            new ContainerScanner(host, Privileges.own(), DigestPolicy.NEEDED)::scan,
            configuration.policy(),
            new FileCache(1 << 20).ofPass(clock.instant()),
            configuration.budget(),
            configuration.volumeExecutables(),
            clock.instant());
    ReadRate rate = new ReadRate(configuration.hashRate(), System::nanoTime);
    ScanTask task =
        new ScanTask(
            watch,
            held(),
            () -> plan,
            new FairScheduler(TIME, Timing.USUAL.overdue()).place(),
            rate,
            reporter,
            TIME,
            timing);
    task.runsAs(new ScanPool(ScanPool.threads(Thread::new)).add(task));
    return task;
  }

  private HeldContainer held() throws CannotLookException {
    int self = (int) ProcessHandle.current().pid();
    try (ProcessDirectory process = host.proc().find(self).orElseThrow()) {
      Root root = new Root.Unknown(Reason.STATE_INVALID, Optional.empty());
      return HeldContainer.of(new RunningContainer(watch.container(), process, root));
    }
  }

  /** Takes its time to be told. */
  private final class SlowSink implements Sink {

    @Override
    public void scanned(ScanOutcome outcome) {
      telling.countDown();
      try {
        boolean cut = toldEnough.await(tellingMillis, TimeUnit.MILLISECONDS);
        assertEquals(toldEnough.getCount() == 0, cut);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      told.add(outcome.report().status().id());
    }

    @Override
    public void removed(Known last) {
      told.add("removed");
    }
  }
}
