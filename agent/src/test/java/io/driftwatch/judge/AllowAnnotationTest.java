package io.driftwatch.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.compare.Change;
import io.driftwatch.compare.ChangeBuilder;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.container.Container;
import io.driftwatch.container.Pod;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileType;
import io.driftwatch.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pod may allow itself. */
final class AllowAnnotationTest {

  private static final Policy IN_SHOP = policy("shop", "team-*");

  private static Policy policy(String... namespaces) {
    try {
      return Policy.shipped()
          .withAllowed(List.of(), List.of(namespaces).stream().map(TextGlob::of).toList());
    } catch (InvalidPolicyException e) {
      throw new AssertionError(e);
    }
  }

  private static Container annotated(String namespace, String annotation) {
    Container container = Samples.inPod(namespace, "web-0", "web", "nginx:1.27");
    Pod pod =
        new Pod(
            namespace,
            "web-0",
            "u",
            Optional.empty(),
            Map.of(),
            Map.of("driftwatch.io/allow", annotation));
    return container.with(pod, container.image());
  }

  private static Judge judgeOf(String annotation) {
    return IN_SHOP.judgeOf(annotated("shop", annotation), false, Instant.EPOCH);
  }

  private static boolean allows(Judge judge, Change change) {
    return judge.judge(change).disposition() == Disposition.ALLOWED;
  }

  private static Change added(String path) {
    return ChangeBuilder.of(ChangeKind.ADDED, path).build();
  }

  @Test
  void aPodAllowsWhatItAdds() {
    Finding finding = judgeOf("/srv/data/**").judge(added("/srv/data/a/b"));

    assertEquals(
        Optional.of(
            new Excuse(
                Disposition.ALLOWED,
                "annotation driftwatch.io/allow",
                "shop/web-0",
                "the pod's annotation",
                null)),
        finding.excuse());
    assertEquals(Severity.WARNING, finding.severity());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a/*,/b/*", "/a/*\n/b/*", " /a/* ,\n\n /b/*,\n", "/b/*\r\n/a/*"})
  void patternsStandBetweenCommasAndLines(String annotation) {
    Judge judge = judgeOf(annotation);

    assertTrue(allows(judge, added("/a/x")));
    assertTrue(allows(judge, added("/b/x")));
    assertEquals(false, allows(judge, added("/c/x")));
    assertEquals(List.of(), judge.problems());
  }

  @Test
  void itCountsOnlyWhereTheConfigurationSaysSo() {
    for (String namespace : List.of("shop", "team-a", "team-")) {
      Container container = annotated(namespace, "/a");
      assertTrue(allows(IN_SHOP.judgeOf(container, false, Instant.EPOCH), added("/a")), namespace);
    }
    for (String namespace : List.of("shops", "default", "xteam-a", "")) {
      Container container = annotated(namespace, "/a, nonsense");
      Judge judge = IN_SHOP.judgeOf(container, false, Instant.EPOCH);
      assertEquals(false, allows(judge, added("/a")), namespace);
      assertEquals(List.of(), judge.problems(), namespace);
    }
    Judge nowhere = Policy.shipped().judgeOf(annotated("shop", "/a"), false, Instant.EPOCH);
    assertEquals(false, allows(nowhere, added("/a")));
  }

  @ParameterizedTest
  @EnumSource(names = "ADDED", mode = EnumSource.Mode.EXCLUDE)
  void itPardonsNoChangeToWhatTheImageShips(ChangeKind kind) {
    Change change = ChangeBuilder.of(kind, "/srv/a").build();

    assertEquals(false, allows(judgeOf("/srv/**"), change));
  }

  @Test
  void itPardonsNothingCritical() {
    Judge readOnly = IN_SHOP.judgeOf(annotated("shop", "/srv/**"), true, Instant.EPOCH);
    Change program = ChangeBuilder.of(ChangeKind.ADDED, "/srv/a").now(s -> s.program()).build();

    assertEquals(false, allows(judgeOf("/srv/**"), program));
    assertEquals(false, allows(judgeOf("/etc/sudoers.d/*"), added("/etc/sudoers.d/x")));
    assertEquals(false, allows(readOnly, added("/srv/a")));
  }

  /** Even where a rule of the administrator's takes its severity down. */
  @Test
  void itPardonsNoMount() throws InvalidPolicyException {
    Rule milder = new Rule("undeclared-mount", Severity.INFO, null, null, null);
    Policy policy =
        Policy.shipped()
            .withRules(List.of(milder))
            .withAllowed(List.of(), List.of(TextGlob.of("shop")));
    Judge judge = policy.judgeOf(annotated("shop", "/srv/a"), false, Instant.EPOCH);
    Finding finding =
        judge.judgeUndeclaredMount(Change.mounted(FilePath.of("/srv/a"), FileType.DIRECTORY));

    assertEquals(Severity.INFO, finding.severity());
    assertEquals(Disposition.UNEXPECTED, finding.disposition());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/**",
        "**",
        "/*/**",
        "/*",
        "**/a",
        "/?*/**",
        "/*a/**",
        "/a*/**",
        "/a?",
        "/",
        "//a/**",
        "a",
        "*.pid",
        "/ok/**, /**",
        "/ok/**\nrelative"
      })
  void itCountsAsAWholeOrNotAtAll(String annotation) {
    Judge judge = judgeOf(annotation);

    assertEquals(false, allows(judge, added("/ok/a")));
    assertEquals(false, allows(judge, added("/srv/a")));
    assertEquals(1, judge.problems().size());
    assertTrue(
        judge
            .problems()
            .get(0)
            .startsWith("annotation driftwatch.io/allow of shop/web-0 does not count: "),
        () -> judge.problems().get(0));
    assertEquals(judge.problems(), IN_SHOP.problems(annotated("shop", annotation)));
  }

  @Test
  void itIsBounded() {
    String sixtyFour =
        IntStream.range(0, 64).mapToObj(i -> "/d/" + i).collect(Collectors.joining(","));

    assertTrue(allows(judgeOf(sixtyFour), added("/d/63")));
    assertEquals(false, allows(judgeOf(sixtyFour + ",/d/64"), added("/d/63")));
    assertTrue(allows(judgeOf("/d/a," + ",".repeat(4_096 - 5)), added("/d/a")));
    assertEquals(false, allows(judgeOf("/d/a," + ",".repeat(4_096 - 4)), added("/d/a")));
    assertEquals(
        "annotation driftwatch.io/allow of shop/web-0 does not count: it has more than 4 KiB",
        judgeOf("/".repeat(5_000)).problems().get(0));
  }

  @Test
  void itsProblemIsOnePrintableLine() {
    String problem = judgeOf("/a\u0007\u202e\u001b[2J*/b, nonsense\r").problems().get(0);

    assertEquals(1, problem.lines().count());
    assertTrue(problem.contains("\\x07"), problem);
    assertTrue(problem.contains("\\x1b"), problem);
    assertTrue(judgeOf("\u202e".repeat(1_300)).problems().get(0).length() < 400);
  }

  /** A pod's user writes both the patterns and the paths. */
  @Test
  void patternsAndPathsThatAreMadeForEachOtherTakeNoLongTime() {
    String pattern = "/a/**" + "*/".repeat(20) + "*b";
    Judge judge = judgeOf((pattern + ",").repeat(64));
    Change deep = ChangeBuilder.of(ChangeKind.ADDED, "/a" + "/aaa".repeat(64_000)).build();

    assertEquals(List.of(), judge.problems());
    assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          for (int i = 0; i < 5; i++) {
            assertEquals(false, allows(judge, deep));
          }
        });
  }

  @Test
  void aPodWithoutTheAnnotationHasNoProblem() {
    Container container = Samples.inPod("shop", "web-0", "web", "nginx:1.27");

    assertEquals(List.of(), IN_SHOP.problems(container));
    assertEquals(List.of(), IN_SHOP.problems(Samples.docker("web", "nginx")));
    assertEquals(List.of(), judgeOf("").problems());
  }
}
