package io.driftwatch.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.container.Container;
import io.driftwatch.container.Pod;
import io.driftwatch.declare.DeclarationResult;
import io.driftwatch.declare.Effect;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Severity;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.KnownFinding;
import io.driftwatch.report.Status;
import io.driftwatch.sink.Known;
import io.driftwatch.sink.ScanOutcome;
import io.driftwatch.testing.Outcomes;
import io.driftwatch.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is due when, with a clock of its own and without an API server. */
final class NoticesTest {

  private static final Container WEB = container("web");
  private static final Container DB = container("db");
  private static final KnownFinding A = Drifts.warning("/a");
  private static final KnownFinding B = Drifts.warning("/b");
  private static final KnownFinding EVIL = Drifts.critical("/evil");

  private final Results results = new Results();
  private final Notices notices = new Notices(NoticesTest::pod, List.of());
  private Instant now = Drifts.NOW;

  @Test
  void aGainIsToldOnceHoweverManyFilesItHas() {
    look(WEB, IntStream.range(0, 10).mapToObj(i -> Drifts.warning("/" + i)).toList());
    assertEquals(List.of("10 warning"), told());
    look(WEB, IntStream.range(0, 10).mapToObj(i -> Drifts.warning("/" + i)).toList());
    assertEquals(List.of(), told());
    look(WEB, IntStream.range(0, 20).mapToObj(i -> Drifts.warning("/" + i)).toList());
    assertEquals(List.of("20 warning"), told());
  }

  /** Any user can give a container of theirs the id of a pod's. */
  @Test
  void nothingIsToldOfWhatIsOfNoPod() {
    ContainerReport report = Samples.report(WEB).build();
    Known ofNobody = Outcomes.known(WEB, false);
    notices.scanned(
        Outcomes.of(ofNobody, report, List.of(EVIL), Duration.ZERO), Severity.INFO, now);

    assertEquals(List.of(), told());
  }

  @Test
  void whatIsUnexpectedAndBadEnoughIsTold() {
    ContainerReport report = Samples.report(WEB).build();
    ScanOutcome outcome =
        Outcomes.of(Outcomes.known(WEB, true), report, List.of(EVIL, A), Duration.ZERO);

    notices.scanned(outcome, Severity.CRITICAL, now);
    told();

    assertEquals(Fingerprints.of(List.of(EVIL)), remembered(WEB).reported());
  }

  @Test
  void whatCannotBeLookedIntoIsTold() {
    ContainerReport report =
        ContainerReport.notLookedAt(WEB, Optional.empty(), Status.UNOBSERVABLE, Reason.NOT_OVERLAY);
    ScanOutcome outcome = Outcomes.of(Outcomes.known(WEB, true), report, List.of(), Duration.ZERO);

    notices.scanned(outcome, Severity.INFO, now);

    assertEquals(1, notes().size());
  }

  @Test
  void aLossIsNotToldButRemembered() {
    look(WEB, List.of(A, B));
    told();
    look(WEB, List.of(A));
    assertEquals(List.of(), told());
    assertEquals(Fingerprints.of(List.of(A)), remembered(WEB).reported());
    look(WEB, List.of(A, B));
    assertEquals(List.of("2 warning"), told(), "what comes again is news");
    look(WEB, List.of());
    assertEquals(List.of(), told());
    assertEquals(Fingerprints.NONE, remembered(WEB).reported());
  }

  @Test
  void whatIsDeclaredAndNotEffectiveIsToldOnceForASetOfResults() {
    DeclarationResult bash =
        new DeclarationResult(
            "startupProbe.exec.command",
            "rm /bin/bash",
            Effect.INEFFECTIVE,
            "/bin/bash is still there");
    DeclarationResult word =
        new DeclarationResult("livenessProbe.exec.command", "chmod a", Effect.CANNOT_WORK, "no");

    notices.ineffective(WEB, List.of(), now);
    assertFalse(notices.isWaiting());
    notices.ineffective(WEB, List.of(bash), now);
    assertEquals(
        List.of(
            "Declared, but not effective in container web: startupProbe.exec.command:"
                + " rm /bin/bash: /bin/bash is still there"),
        notes());
    notices.ineffective(WEB, List.of(bash), now);
    assertFalse(notices.isWaiting());
    JournalEntry kept = remembered(WEB);
    Notices restarted = new Notices(NoticesTest::pod, List.of(kept));
    restarted.ineffective(WEB, List.of(bash), now);
    assertFalse(restarted.isWaiting(), "told before the restart");
    notices.ineffective(WEB, List.of(bash, word), now);
    assertTrue(notices.isWaiting());
    notices.ineffective(WEB, List.of(), now);
    assertFalse(notices.isWaiting(), "it came about before anybody was told");
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (Optional<Attempt> next = notices.next(now, results);
        next.isPresent();
        next = notices.next(now, results)) {
      notes.add(next.get().notice().note());
      notices.sent(next.get(), now);
    }
    return notes;
  }

  @Test
  void onlyTheLatestWaits() {
    for (int i = 0; i < 1000; i++) {
      look(WEB, List.of(Drifts.warning("/" + i), A));
    }
    assertEquals(List.of("2 warning"), told());
    look(WEB, List.of(B));
    look(WEB, List.of());
    assertEquals(List.of(), told(), "gone before it could be told");
  }

  @Test
  void whatChangesWhileItIsSentIsToldAfterwards() {
    look(WEB, List.of(A));
    Attempt attempt = next().orElseThrow();
    look(WEB, List.of(A, B));
    notices.sent(attempt, now);
    assertEquals(List.of("2 warning"), told());

    look(WEB, List.of(A, B, EVIL));
    Attempt second = next().orElseThrow();
    look(WEB, List.of(A, EVIL));
    notices.sent(second, now);
    assertEquals(List.of(), told());
  }

  @Test
  void anAttemptThatFailedKeepsItsName() {
    look(WEB, List.of(A));
    String name = next().orElseThrow().name();
    now = now.plusSeconds(30);
    assertEquals(name, next().orElseThrow().name());
    look(WEB, List.of(A, B));
    assertFalse(name.equals(next().orElseThrow().name()), "another notice is another Event");
  }

  @Test
  void eventsOfOnePodNeverShareAName() {
    Container sidecar = Drifts.container("sidecar", "sidecar", WEB.pod().orElseThrow());
    look(WEB, List.of(A));
    look(sidecar, List.of(A));
    Attempt first = next().orElseThrow();
    notices.sent(first, now);
    assertFalse(first.name().equals(next().orElseThrow().name()));
  }

  @Test
  void theSameWithinSixMinutesIsARepetition() {
    look(WEB, List.of(A));
    told();
    again(Duration.ofMinutes(6).minusMillis(1));
    Attempt second = next().orElseThrow();
    assertEquals(2, second.event().count());
    notices.sent(second, now);

    again(Duration.ofMinutes(6));
    assertEquals(Optional.empty(), next().orElseThrow().repeated());
  }

  @Test
  void anEventThatExpiredIsMadeAnew() {
    look(WEB, List.of(A));
    told();
    again(Duration.ofMinutes(1));
    notices.expired(next().orElseThrow());
    assertEquals(Optional.empty(), next().orElseThrow().repeated());
  }

  @Test
  void aFloodIsWithheldAndItsEndIsTold() {
    for (int i = 0; i < 40; i++) {
      look(WEB, List.of(Drifts.warning("/" + i)));
      told();
    }
    assertEquals(25, results.of(EventResult.SENT));
    assertEquals(15, results.of(EventResult.WITHHELD));
    look(WEB, List.of(Drifts.warning("/39")));
    assertEquals(List.of(), told());
    assertEquals(15, results.of(EventResult.WITHHELD), "the same is not withheld twice");

    look(DB, List.of(A));
    assertEquals(List.of("1 warning"), told(), "other pods have limits of their own");
    now = now.plus(Duration.ofMinutes(5));
    assertEquals(List.of("1 warning"), told(), "then the latest goes out");
    assertEquals(List.of(), told());
  }

  @Test
  void aFloodOfLesserFindingsDoesNotHoldBackACriticalOne() {
    List<KnownFinding> all = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      all.add(Drifts.warning("/" + i));
      look(WEB, all);
      told();
    }
    all.add(0, EVIL);
    look(WEB, all);
    assertEquals(List.of("1 critical, 30 warning"), told());
    all.add(Drifts.warning("/x"));
    look(WEB, all);
    assertEquals(List.of(), told(), "the critical one was told");
  }

  @Test
  void criticalFindingsHaveALimitToo() {
    List<KnownFinding> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(Drifts.critical("/" + i));
      look(WEB, all);
      told();
    }
    assertEquals(30, results.of(EventResult.SENT), "5 of the container's, 25 of the pod's");
    now = now.plus(Duration.ofMinutes(1));
    assertEquals(List.of("100 critical"), told());
  }

  @Test
  void criticalGoesFirst() {
    look(WEB, List.of(A));
    now = now.plusSeconds(1);
    look(DB, List.of(EVIL));
    assertEquals(List.of("1 critical", "1 warning"), told());
  }

  @Test
  void whatWasRefusedWaits() {
    look(WEB, List.of(A));
    notices.refused(next().orElseThrow(), now);
    look(WEB, List.of(A, B));
    assertEquals(List.of(), told());
    now = now.plusSeconds(5);
    assertEquals(List.of("2 warning"), told());
  }

  @Test
  void whatIsRefusedAgainAndAgainWaitsLongerUpToFiveMinutes() {
    look(WEB, List.of(A));
    for (int seconds : List.of(5, 10, 20, 40, 80, 160, 300, 300)) {
      notices.refused(next().orElseThrow(), now);
      now = now.plusSeconds(seconds - 1);
      assertEquals(Optional.empty(), next(), seconds + " s");
      now = now.plusSeconds(1);
    }
    assertEquals(List.of("1 warning"), told());
  }

  /** As when a machine's clock is right only once it has reached the network. */
  @Test
  void aClockThatIsPutBackHoldsNothingBack() {
    look(WEB, List.of(A));
    now = now.minus(Duration.ofDays(365));
    assertEquals(List.of("1 warning"), told());
    look(DB, List.of(A));
    notices.refused(next().orElseThrow(), now);
    now = now.minus(Duration.ofDays(365));
    assertEquals(List.of("1 warning"), told());
  }

  @Test
  void whatIsNotEffectiveWaitsAfterARefusalWhateverElseIsNotEither() {
    DeclarationResult one = new DeclarationResult("command", "rm /a", Effect.INEFFECTIVE, "a");
    DeclarationResult other = new DeclarationResult("command", "rm /a", Effect.INEFFECTIVE, "b");
    notices.ineffective(WEB, List.of(one), now);
    notices.refused(next().orElseThrow(), now);
    notices.ineffective(WEB, List.of(other), now);
    assertEquals(Optional.empty(), next());
    now = now.plusSeconds(5);
    assertTrue(next().orElseThrow().notice().note().endsWith("rm /a: b"));
  }

  @Test
  void onlyWhatIsListedIsTold() {
    Notices unlisted = new Notices(container -> Optional.empty(), List.of());
    unlisted.drifted(WEB, Drifts.counts(List.of(A)), List.of(A), now);
    assertEquals(Optional.empty(), unlisted.next(now, results));
    assertTrue(unlisted.isWaiting());
    assertEquals(0, results.of(EventResult.WITHHELD));
  }

  @Test
  void notObservableIsToldOnceAndNotWhenItPassed() {
    notices.notObservable(WEB, Reason.VANISHED, now);
    look(WEB, List.of());
    assertEquals(List.of(), told());
    notices.notObservable(WEB, Reason.NOT_OVERLAY, now);
    notices.notObservable(WEB, Reason.VANISHED, now);
    assertEquals(1, told().size());
    notices.notObservable(WEB, Reason.NOT_OVERLAY, now);
    assertEquals(List.of(), told());
    assertTrue(remembered(WEB).notObservable());
  }

  @Test
  void aRestartGoesOnWhereItEnded() {
    look(WEB, List.of(A));
    told();
    JournalEntry entry = remembered(WEB);
    Notices restarted = new Notices(NoticesTest::pod, List.of(entry));
    restarted.drifted(WEB, Drifts.counts(List.of(A)), List.of(A), now);
    assertEquals(Optional.empty(), restarted.next(now, results));
    restarted.drifted(WEB, Drifts.counts(List.of()), List.of(), now);
    restarted.drifted(WEB, Drifts.counts(List.of(A)), List.of(A), now);
    assertEquals(2, restarted.next(now, results).orElseThrow().event().count());
  }

  @Test
  void whatIsGoneIsForgotten() {
    look(WEB, List.of(A));
    look(DB, List.of(A));
    notices.retain(Set.of(DB.id()));
    assertEquals(List.of("1 warning"), told());
    notices.gone(DB.id());
    notices.gone("never known");
    assertFalse(notices.isWaiting());
    assertEquals(
        Map.of(WEB.id(), Optional.empty(), DB.id(), Optional.empty()), notices.takeChanges());
    assertEquals(Map.of(), notices.takeChanges());
  }

  @Test
  void whatWasToldOfAContainerGoesForTheNextInItsPlace() {
    look(WEB, List.of(A, EVIL));
    told();
    notices.gone(WEB.id());
    notices.succeeded(WEB.id(), DB.id());
    look(DB, List.of(EVIL));
    assertEquals(List.of(), told());
    assertEquals(Fingerprints.of(List.of(EVIL)), remembered(DB).reported());
    look(DB, List.of(EVIL, B));
    assertEquals(1, told().size(), "news");
  }

  @Test
  void whatWasNotToldYetIsToldOfTheNextInItsPlace() {
    look(WEB, List.of(A));
    told();
    look(WEB, List.of(A, EVIL));
    notices.succeeded(WEB.id(), DB.id());
    assertEquals(List.of(), told());
    look(DB, List.of(EVIL));
    assertEquals(1, told().size());
  }

  private void again(Duration later) {
    now = now.plus(later);
    look(WEB, List.of());
    look(WEB, List.of(A));
  }

  private void look(Container container, List<KnownFinding> findings) {
    List<KnownFinding> sorted = findings.stream().sorted(KnownFinding.WORST_FIRST).toList();
    notices.drifted(container, Drifts.counts(sorted), sorted, now);
  }

  private Optional<Attempt> next() {
    return notices.next(now, results);
  }

  /** Sends all that may be sent; the beginnings of the notes. */
  private List<String> told() {
    List<String> told = new ArrayList<>();
    for (Optional<Attempt> next = next(); next.isPresent(); next = next()) {
      notices.sent(next.get(), now);
      results.result(EventResult.SENT);
      told.add(next.get().notice().note().replaceAll(" in container.*", ""));
    }
    return told;
  }

  private JournalEntry remembered(Container container) {
    return notices.takeChanges().get(container.id()).orElseThrow();
  }

  private static Container container(String name) {
    return Drifts.container(name, name, new Pod("default", name, "uid-of-" + name));
  }

  private static Optional<Regarding> pod(Container container) {
    Pod pod = container.pod().orElseThrow();
    return Optional.of(new Regarding(pod.namespace(), pod.name(), pod.uid(), Optional.empty()));
  }
}
