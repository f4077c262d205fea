package io.driftwatch.report;

import static io.driftwatch.compare.ChangeKind.ADDED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.compare.ChangeBuilder;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.file.Attributes;
import io.driftwatch.file.FilePath;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Severity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ten thousand decoys push out nothing that matters elsewhere. */
final class KeptFindingsTest {

  private static final int MAX = 1_000;
  private static final int DECOYS = 10_000;
  private static final long ENOUGH_BYTES = 1L << 40;

  /** Which findings a shelf of its own keeps while another one has more. */
  private static final int SHARE = 32;

  @Test
  void sortsWorstFirstThenByTheBytesOfThePath() {
    Finding info = FindingBuilder.of(ADDED, Severity.INFO, "/a");
    Finding warning = FindingBuilder.of(ADDED, Severity.WARNING, "/b");
    Finding upper = FindingBuilder.of(ChangeKind.DELETED, Severity.CRITICAL, "/Z");
    Finding lower = FindingBuilder.of(ADDED, Severity.CRITICAL, "/a");
    Finding below = FindingBuilder.of(ChangeKind.MODIFIED, Severity.CRITICAL, "/a/b");
    Finding high =
        FindingBuilder.of(ADDED, Severity.CRITICAL, FilePath.of(new byte[] {'/', (byte) 0x80}));

    assertEquals(
        List.of(upper, lower, below, high, warning, info),
        kept(MAX, ENOUGH_BYTES, Stream.of(info, high, below, warning, lower, upper)));
  }

  @Test
  void keepsEverythingUpToTheLimit() {
    List<Finding> findings = decoys(MAX, "/tmp/", ADDED, Severity.INFO).toList();

    assertEquals(findings, kept(MAX, ENOUGH_BYTES, findings.stream()));
  }

  @Test
  void keepsNoMoreThanTheLimit() {
    assertEquals(
        MAX, kept(MAX, ENOUGH_BYTES, decoys(DECOYS, "/tmp/", ADDED, Severity.INFO)).size());
  }

  @Test
  void longPathsTakeRoomFromTheirLike() {
    long bytes = 1 << 20;
    String folder = "/tmp/" + "x".repeat(100_000);

    List<Finding> kept = kept(MAX, bytes, decoys(MAX, folder, ADDED, Severity.CRITICAL));

    assertTrue(kept.size() <= bytes / folder.length(), kept.size() + " kept");
    assertTrue(kept.size() >= bytes / folder.length() - 1, kept.size() + " kept");
  }

  @Test
  void aFindingThatAloneIsLargerThanAllRoomIsNotKept() {
    Finding huge = FindingBuilder.of(ADDED, Severity.CRITICAL, "/tmp/" + "x".repeat(10_000));

    assertEquals(List.of(), kept(MAX, 5_000, Stream.of(huge)));
  }

  /** As a program at the bottom of 4,000 levels in each of a few top directories has them. */
  @Test
  void aFewHugePathsPushOutNoImageFile() {
    List<Finding> real =
        List.of(
            FindingBuilder.of(ChangeKind.MODIFIED, Severity.CRITICAL, "/etc/passwd"),
            FindingBuilder.of(ChangeKind.MODIFIED, Severity.CRITICAL, "/etc/shadow"));
    Stream<Finding> huge =
        Stream.iterate(0, i -> i + 1)
            .limit(20)
            .map(i -> FindingBuilder.of(ADDED, Severity.CRITICAL, "/" + i + "/x".repeat(500_000)));

    List<Finding> kept = kept(10_000, 16 << 20, Stream.concat(real.stream(), huge));

    assertEquals(real, kept.stream().filter(real::contains).toList());
  }

  /** The one finding that matters, and what is done to push it out. */
  static Stream<Arguments> attacks() {
    Finding tampered = FindingBuilder.of(ChangeKind.MODIFIED, Severity.WARNING, "/etc/x.conf");
    Finding gone = FindingBuilder.of(ChangeKind.DELETED, Severity.CRITICAL, "/usr/bin/audit");
    Finding dropped = FindingBuilder.of(ADDED, Severity.CRITICAL, "/opt/backdoor");
    Finding note = FindingBuilder.of(ADDED, Severity.INFO, "/run/x");
    return Stream.of(
        Arguments.of(tampered, "/tmp/", ADDED, Severity.CRITICAL),
        Arguments.of(tampered, "/etc/", ADDED, Severity.CRITICAL),
        Arguments.of(tampered, "/usr/", ChangeKind.MODIFIED, Severity.CRITICAL),
        Arguments.of(gone, "/usr/bin/", ChangeKind.MODIFIED, Severity.CRITICAL),
        Arguments.of(gone, "/bin/", ChangeKind.DELETED, Severity.CRITICAL),
        Arguments.of(gone, "/usr/", ADDED, Severity.CRITICAL),
        Arguments.of(dropped, "/tmp/", ADDED, Severity.CRITICAL),
        Arguments.of(dropped, "/usr/", ChangeKind.METADATA, Severity.WARNING),
        Arguments.of(dropped, "/usr/", ChangeKind.MODIFIED, Severity.CRITICAL),
        Arguments.of(dropped, "/opt/", ADDED, Severity.WARNING),
        Arguments.of(note, "/tmp/", ADDED, Severity.CRITICAL),
        Arguments.of(note, "/etc/", ChangeKind.DELETED, Severity.CRITICAL));
  }

  @ParameterizedTest(name = "{0} against {1} {2} {3}")
  @MethodSource("attacks")
  void oneFindingSurvivesTenThousandDecoys(
      Finding real, String folder, ChangeKind kind, Severity severity) {
    List<Finding> decoys = decoys(DECOYS, folder, kind, severity).toList();
    for (int when : List.of(0, DECOYS / 2, DECOYS)) {
      Stream<Finding> mixed =
          Stream.of(
                  decoys.subList(0, when).stream(),
                  Stream.of(real),
                  decoys.subList(when, DECOYS).stream())
              .flatMap(part -> part);

      List<Finding> kept = kept(MAX, ENOUGH_BYTES, mixed);

      assertEquals(List.of(real), kept.stream().filter(real::equals).toList(), "at " + when);
      assertEquals(MAX, kept.size());
    }
  }

  @ParameterizedTest(name = "{0} against {1} {2} {3}")
  @MethodSource("attacks")
  void oneFindingSurvivesWhenBytesAreWhatIsShort(
      Finding real, String folder, ChangeKind kind, Severity severity) {
    long bytes = 1 << 20;
    String longFolder = folder + "y".repeat(4_000) + "/";

    List<Finding> kept =
        kept(
            MAX, bytes, Stream.concat(Stream.of(real), decoys(DECOYS, longFolder, kind, severity)));

    assertEquals(List.of(real), kept.stream().filter(real::equals).toList());
  }

  @Test
  void everyTopDirectoryAndKindHasItsShare() {
    Stream<Finding> many =
        Stream.of("/usr/", "/tmp/", "/var/")
            .flatMap(
                top ->
                    Stream.of(ChangeKind.DELETED, ADDED)
                        .flatMap(kind -> decoys(DECOYS, top, kind, Severity.CRITICAL)));
    Stream<Finding> few =
        Stream.concat(
            decoys(SHARE, "/opt/", ADDED, Severity.INFO),
            decoys(SHARE, "/srv/", ChangeKind.METADATA, Severity.WARNING));

    List<Finding> kept = kept(MAX, ENOUGH_BYTES, Stream.concat(few, many));

    assertEquals(SHARE, countBelow(kept, "/opt"));
    assertEquals(SHARE, countBelow(kept, "/srv"));
    for (String top : List.of("/usr", "/tmp", "/var")) {
      assertTrue(countBelow(kept, top) >= 2 * SHARE, top + " " + countBelow(kept, top));
    }
  }

  @Test
  void changesInUsrPushOutNoneInEtc() {
    Finding real = FindingBuilder.of(ChangeKind.METADATA, Severity.WARNING, "/etc/x.conf");
    Stream<Finding> decoys = decoys(DECOYS, "/usr/", ChangeKind.METADATA, Severity.WARNING);

    List<Finding> kept = kept(MAX, ENOUGH_BYTES, Stream.concat(decoys, Stream.of(real)));

    assertEquals(List.of(real), kept.stream().filter(real::equals).toList());
  }

  @Test
  void attributesTakeRoomToo() {
    Attributes large =
        Attributes.of(
            IntStream.range(0, 16)
                .boxed()
                .collect(Collectors.toMap(i -> "user." + i, i -> new byte[4 << 10])));
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      findings.add(
          new Finding(
              ChangeBuilder.of(ADDED, "/tmp/" + i).now(s -> s.attributes(large)).build(),
              Severity.CRITICAL,
              "rule",
              Set.of(),
              Optional.empty()));
    }

    List<Finding> kept = kept(MAX, 1 << 20, findings.stream());

    assertTrue(kept.size() <= 16, kept.size() + " kept");
  }

  @Test
  void whatTheImageShipsIsKeptBeforeWhatWasAddedAndTheWorseBeforeTheBetter() {
    Stream<Finding> all =
        Stream.of(
                decoys(MAX, "/usr/", ChangeKind.METADATA, Severity.WARNING),
                decoys(MAX, "/tmp/", ADDED, Severity.CRITICAL),
                decoys(MAX, "/run/", ADDED, Severity.INFO))
            .flatMap(part -> part);

    List<Finding> kept = kept(MAX, ENOUGH_BYTES, all);

    assertEquals(
        List.of(MAX - 2L * SHARE, (long) SHARE, (long) SHARE),
        Stream.of("/usr", "/tmp", "/run").map(top -> countBelow(kept, top)).toList());
  }

  @Test
  @Timeout(60)
  void anyNumberOfTopDirectoriesPushesOutNoImageFile() {
    Finding real = FindingBuilder.of(ChangeKind.MODIFIED, Severity.WARNING, "/etc/x.conf");
    KeptFindings findings = new KeptFindings(MAX, ENOUGH_BYTES);
    findings.add(real);
    for (int i = 0; i < 100_000; i++) {
      findings.add(FindingBuilder.of(ADDED, Severity.CRITICAL, "/" + i + "/x"));
    }

    List<Finding> kept = findings.worstFirst();

    assertEquals(List.of(real), kept.stream().filter(real::equals).toList());
    assertEquals(MAX, kept.size());
  }

  @Test
  @Timeout(60)
  void aMillionFindingsAreSortedOutInTime() {
    List<Finding> kept =
        kept(10_000, 16 << 20, decoys(1_000_000, "/tmp/", ADDED, Severity.CRITICAL));

    assertEquals(10_000, kept.size());
  }

  /** The order of a walk is random, and no look tells of others than the one before it. */
  @Test
  void theOrderInWhichTheyComeDoesNotMatter() {
    List<Finding> all = new ArrayList<>(decoys(3 * MAX, "/tmp/", ADDED, Severity.INFO).toList());
    for (int i = 0; i < 300; i++) {
      all.add(FindingBuilder.of(ADDED, Severity.CRITICAL, "/" + i + "/x"));
    }
    decoys(MAX, "/usr/", ChangeKind.METADATA, Severity.WARNING).forEach(all::add);
    decoys(SHARE + 5, "/etc/", ChangeKind.MODIFIED, Severity.CRITICAL).forEach(all::add);
    List<Finding> kept = kept(MAX, ENOUGH_BYTES, all.stream());

    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      Collections.shuffle(all, random);
      assertEquals(kept, kept(MAX, ENOUGH_BYTES, all.stream()));
    }
  }

  /** What another rule says of the same directory is another matter. */
  @Test
  void decoysOfOneRulePushOutNothingOfAnother() {
    Finding decoy = FindingBuilder.of(ADDED, Severity.CRITICAL, "/etc/z");
    Finding real =
        new Finding(decoy.change(), Severity.CRITICAL, "account", Set.of(), Optional.empty());
    Stream<Finding> decoys = decoys(DECOYS, "/etc/", ADDED, Severity.CRITICAL);

    List<Finding> kept = kept(MAX, ENOUGH_BYTES, Stream.concat(decoys, Stream.of(real)));

    assertEquals(List.of(real), kept.stream().filter(real::equals).toList());
  }

  private static long countBelow(List<Finding> findings, String top) {
    FilePath ancestor = FilePath.of(top);
    return findings.stream().filter(f -> f.change().path().startsWith(ancestor)).count();
  }

  /** Findings whose order is that of their paths. */
  private static Stream<Finding> decoys(
      int count, String folder, ChangeKind kind, Severity severity) {
    return Stream.iterate(1_000_000, i -> i + 1)
        .limit(count)
        .map(i -> FindingBuilder.of(kind, severity, folder + i));
  }

  private static List<Finding> kept(int maxFindings, long maxBytes, Stream<Finding> added) {
    KeptFindings findings = new KeptFindings(maxFindings, maxBytes);
    added.forEachOrdered(findings::add);
    return findings.worstFirst();
  }
}
