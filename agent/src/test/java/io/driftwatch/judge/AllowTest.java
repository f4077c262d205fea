package io.driftwatch.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.driftwatch.compare.Change;
import io.driftwatch.compare.ChangeBuilder;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.container.Container;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileType;
import io.driftwatch.testing.Samples;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a configuration allows, and what it does not. */
final class AllowTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final Container WEB = Samples.inPod("shop", "web-0", "web", "nginx:1.27");
  private static final ContainerMatch SHOP = in("shop");
  private static final ContainerMatch ANY =
      new ContainerMatch(List.of(), Map.of(), List.of(), List.of());

  private static ContainerMatch in(String... namespaces) {
    return new ContainerMatch(globs(namespaces), Map.of(), List.of(), List.of());
  }

  private static List<TextGlob> globs(String... patterns) {
    return List.of(patterns).stream().map(TextGlob::of).toList();
  }

  private static AllowEntry entry(String name, ContainerMatch containers, String... paths) {
    return new AllowEntry(
        name,
        containers,
        List.of(paths).stream().map(Glob::of).toList(),
        List.of(),
        "an owner",
        "a reason",
        Optional.empty());
  }

  private static AllowEntry until(String text) {
    return new AllowEntry(
        "short", ANY, List.of(Glob.of("/x")), List.of(), "o", "r", Optional.of(Until.of(text)));
  }

  private static Policy policy(AllowEntry... entries) throws InvalidPolicyException {
    return Policy.shipped().withAllowed(List.of(entries), List.of());
  }

  private static Change change(ChangeKind kind, String path) {
    return ChangeBuilder.of(kind, path).build();
  }

  private static Change added(String path) {
    return change(ChangeKind.ADDED, path);
  }

  private static boolean allows(AllowEntry entry, Container container, Change change)
      throws InvalidPolicyException {
    Finding finding = policy(entry).judgeOf(container, false, NOW).judge(change);
    return finding.disposition() == Disposition.ALLOWED;
  }

  @Test
  void anExcuseSaysWhoAllowedItAndTheSeverityStays() throws InvalidPolicyException {
    Finding finding =
        policy(entry("logs", SHOP, "/opt/**"))
            .judgeOf(WEB, false, NOW)
            .judge(ChangeBuilder.of(ChangeKind.ADDED, "/opt/a").now(s -> s.program()).build());

    assertEquals(
        Optional.of(new Excuse(Disposition.ALLOWED, "logs", "an owner", "a reason", null)),
        finding.excuse());
    assertEquals(Severity.CRITICAL, finding.severity());
    assertEquals("added-executable", finding.rule());
  }

  @Test
  void theFirstEntryThatFitsExcuses() throws InvalidPolicyException {
    Judge judge =
        policy(
                entry("elsewhere", in("lab"), "/opt/**"),
                entry("first", SHOP, "/opt/a*"),
                entry("second", SHOP, "/opt/**"))
            .judgeOf(WEB, false, NOW);

    assertEquals("first", judge.judge(added("/opt/a")).excuse().orElseThrow().source());
    assertEquals("second", judge.judge(added("/opt/b")).excuse().orElseThrow().source());
    assertEquals(Optional.empty(), judge.judge(added("/srv/b")).excuse());
  }

  @Test
  void everyConditionMustBeMet() throws InvalidPolicyException {
    Container labelled = labelled(Map.of("app", "web", "tier", "front"));
    ContainerMatch all =
        new ContainerMatch(
            globs("shop"),
            Map.of("app", globs("web", "api"), "tier", globs("f*")),
            globs("nginx:*"),
            globs("web"));
    AllowEntry entry =
        new AllowEntry(
            "all", all, List.of(Glob.of("/x")), List.of("added"), "o", "r", Optional.empty());

    assertEquals(true, allows(entry, labelled, added("/x")));
    assertEquals(false, allows(entry, labelled, added("/y")));
    assertEquals(false, allows(entry, labelled, change(ChangeKind.MODIFIED, "/x")));
    assertEquals(false, allows(entry, labelled(Map.of("app", "web")), added("/x")));
    assertEquals(false, allows(entry, labelled(Map.of("app", "db", "tier", "front")), added("/x")));
    assertEquals(false, allows(entry, WEB, added("/x")));
    assertEquals(false, allows(entry, Samples.docker("web", "nginx:1.27"), added("/x")));
  }

  private static Container labelled(Map<String, String> labels) {
    Pod pod = new Pod("shop", "web-0", "u", Optional.empty(), labels, Map.of());
    return WEB.with(pod, WEB.image());
  }

  @Test
  void whatIsNotKnownOfAContainerFitsNoPattern() throws InvalidPolicyException {
    Container unknown = WEB.with(WEB.pod().orElseThrow(), Image.UNKNOWN);
    ContainerMatch image = new ContainerMatch(List.of(), Map.of(), globs("*"), List.of());
    Container alone = Samples.docker("web", "nginx:1.27");

    assertEquals(false, allows(entry("image", image, "/x"), unknown, added("/x")));
    assertEquals(true, allows(entry("image", image, "/x"), alone, added("/x")));
    assertEquals(false, allows(entry("namespace", in("*"), "/x"), alone, added("/x")));
  }

  @Test
  void anEntryWithoutAPathIsForEveryPathOfItsContainers() throws InvalidPolicyException {
    assertEquals(true, allows(entry("shop", SHOP), WEB, change(ChangeKind.DELETED, "/etc/passwd")));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-21,                true",
    "2026-11-20,                false",
    "2026-11-21T10:00:01Z,      true",
    "2026-11-21T10:00:00Z,      false",
    "2026-11-21T11:00:01+01:00, true",
    "2026-11-21T11:00:00+01:00, false",
  })
  void anEntryEnds(String end, boolean expected) throws InvalidPolicyException {
    assertEquals(expected, allows(until(end), WEB, added("/x")));
  }

  @Test
  void anExcuseSaysWhenItEndsAsItWasWritten() throws InvalidPolicyException {
    Finding finding = policy(until("2026-12-31")).judgeOf(WEB, false, NOW).judge(added("/x"));

    assertEquals("2026-12-31", finding.excuse().orElseThrow().until());
  }

  /** A mount over /usr/bin hides every program: who allows some path below has not meant that. */
  @ParameterizedTest
  @CsvSource({
    "/usr/bin,                /usr/bin,                     true",
    "/usr/lib/*/libcuda.so.*, /usr/lib/aarch64/libcuda.so.1, true",
    "/dev/nvidia*,            /dev/nvidia0,                 true",
    "/usr/**,                 /usr/bin,                     false",
    "/usr/*,                  /usr/bin,                     false",
    "/*/bin,                  /usr/bin,                     false",
    "**/bin,                  /usr/bin,                     false",
    "/usr/bin**,              /usr/bin,                     false",
    "/,                       /,                            false",
  })
  void aMountIsAllowedByWhoNamesIt(String path, String mount, boolean expected)
      throws InvalidPolicyException {
    Judge judge = policy(entry("mount", SHOP, path)).judgeOf(WEB, false, NOW);
    Finding finding =
        judge.judgeUndeclaredMount(Change.mounted(FilePath.of(mount), FileType.DIRECTORY));

    assertEquals(expected, finding.disposition() == Disposition.ALLOWED);
    assertEquals("undeclared-mount", finding.rule());
  }

  @Test
  void aMountIsNotAllowedByWhoNamesNoPath() throws InvalidPolicyException {
    Judge judge = policy(entry("shop", SHOP)).judgeOf(WEB, false, NOW);
    Change mount = Change.mounted(FilePath.of("/usr/bin"), FileType.DIRECTORY);

    assertEquals(Disposition.UNEXPECTED, judge.judgeUndeclaredMount(mount).disposition());
  }

  @Test
  void everyNameIsListedOnce() throws InvalidPolicyException {
    Policy policy =
        Policy.shipped()
            .withRules(List.of(new Rule("mine", Severity.INFO, List.of("added"), null, null)))
            .withAllowed(List.of(entry("logs", SHOP)), globs("shop"));
    List<String> names = policy.names();

    assertEquals("mine", names.get(0));
    assertEquals(
        List.of("file-added", "logs", "annotation driftwatch.io/allow"),
        names.subList(names.size() - 3, names.size()));
    assertEquals(names.size(), names.stream().distinct().count());
    assertThrows(
        InvalidPolicyException.class, () -> policy(entry("logs", SHOP), entry("logs", in("lab"))));
    assertThrows(InvalidPolicyException.class, () -> policy(entry("file-added", SHOP)));
  }
}
