package io.driftwatch.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.compare.Aspect;
import io.driftwatch.compare.Change;
import io.driftwatch.compare.ChangeBuilder;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileType;
import io.driftwatch.testing.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules that are shipped. */
final class PolicyTest {

  private static final Instant LONG_AGO = Instant.EPOCH.minusSeconds(86_400);

  /** For each shipped rule a change that falls under it, and one that only almost does. */
  static Stream<Arguments> examples() {
    return Stream.of(
        row(
            "privilege-gained",
            set(of(ChangeKind.ADDED, "/tmp/x"), 04755),
            "added-executable",
            program(of(ChangeKind.ADDED, "/tmp/x"))),
        row(
            "privilege-gained", set(of(ChangeKind.METADATA, "/opt/x"), 02644),
            "image-file-changed", of(ChangeKind.METADATA, "/opt/x")),
        row(
            "privilege-gained",
            of(ChangeKind.METADATA, "/opt/x").now(s -> s.capability((byte) 1)),
            "image-file-changed",
            of(ChangeKind.METADATA, "/opt/x").image(s -> s.capability((byte) 1))),
        row(
            "added-executable",
            program(of(ChangeKind.ADDED, "/tmp/x")),
            "scratch-file-added",
            of(ChangeKind.ADDED, "/tmp/x")),
        row(
            "modified-executable", program(of(ChangeKind.MODIFIED, "/opt/x")),
            "image-file-changed", of(ChangeKind.MODIFIED, "/opt/x")),
        row(
            "replaced-executable", program(of(ChangeKind.REPLACED, "/opt/x")),
            "image-file-changed", of(ChangeKind.REPLACED, "/opt/x")),
        row(
            "deleted-executable", program(of(ChangeKind.DELETED, "/opt/x")),
            "image-file-changed", of(ChangeKind.DELETED, "/opt/x")),
        row(
            "image-file-changed",
            program(of(ChangeKind.METADATA, "/opt/x")),
            "file-added",
            of(ChangeKind.ADDED, "/opt/x")),
        row(
            "image-file-changed",
            of(ChangeKind.MODIFIED, "/tmp/x"),
            "scratch-file-added",
            of(ChangeKind.ADDED, "/tmp/x")),
        row(
            "file-added",
            of(ChangeKind.ADDED, "/opt/x"),
            "scratch-file-added",
            of(ChangeKind.ADDED, "/run/x")));
  }

  private static Arguments row(
      String rule, ChangeBuilder example, String otherRule, ChangeBuilder nearMiss) {
    return Arguments.of(rule, example.build(), otherRule, nearMiss.build());
  }

  @ParameterizedTest(name = "{0}, not {2}")
  @MethodSource("examples")
  void aShippedRuleHitsItsExampleAndMissesTheNearMiss(
      String rule, Change example, String otherRule, Change nearMiss) {
    assertEquals(rule, ruleOf(example));
    assertEquals(otherRule, ruleOf(nearMiss));
  }

  /** For each pattern of the rule a path that it hits, and one beside it. */
  @ParameterizedTest
  @CsvSource({
    "/etc/passwd,                        /etc/passwd-",
    "/etc/shadow,                        /etc/shadow.bak",
    "/etc/group,                         /etc/groups",
    "/etc/gshadow,                       /opt/etc/gshadow",
    "/etc/sudoers,                       /etc/sudo.conf",
    "/etc/sudoers.d,                     /etc/sudoers.dd",
    "/etc/sudoers.d/a,                   /etc/sudoers.dist/a",
    "/etc/ld.so.preload,                 /etc/ld.so.cache",
    "/etc/ld.so.conf,                    /etc/ld.so.confx",
    "/etc/ld.so.conf.d,                  /usr/ld.so.conf.d",
    "/etc/ld.so.conf.d/a/b,              /etc/ld.so/a",
    "/etc/crontab,                       /etc/crontabs",
    "/etc/cron.d,                        /etc/cron-d",
    "/etc/cron.daily/a,                  /etc/crond/a",
    "/etc/anacrontab,                    /etc/anacron",
    "/var/spool/cron,                    /var/spool/mail",
    "/var/spool/cron/crontabs/root,      /var/spool/crons/root",
    "/root/.ssh/authorized_keys,         /root/.ssh/known_hosts",
    "/home/u/.ssh/authorized_keys2,      /home/u/ssh/authorized_keys",
    "/etc/ssl/certs,                     /etc/ssl/private",
    "/etc/ssl/certs/a.pem,               /etc/ssl/openssl.cnf",
    "/etc/ssl/cert.pem,                  /etc/ssl/certs.pem",
    "/etc/pki/tls/a,                     /etc/pkix/a",
    "/etc/ca-certificates.conf,          /etc/ca-certificates.conf.old",
    "/etc/ca-certificates/update.d/a,    /etc/ca-certs/a",
    "/usr/share/ca-certificates/a,       /usr/share/certificates/a",
    "/usr/local/share/ca-certificates/a, /usr/local/share/ca/a",
  })
  void sensitiveFilesAreSensitiveWhateverHappensToThem(String path, String beside) {
    for (ChangeKind kind : ChangeKind.values()) {
      Finding finding = judge(of(kind, path).build());

      assertEquals("sensitive-file", finding.rule());
      assertEquals(Severity.CRITICAL, finding.severity());
    }
    assertEquals("file-added", ruleOf(of(ChangeKind.ADDED, beside).build()));
  }

  @ParameterizedTest
  @CsvSource({
    "/tmp/a,                     /tmp2/a",
    "/var/tmp/a/b,               /var/tmpx",
    "/run/a,                     /runx/a",
    "/var/run/a,                 /var/running",
    "/var/log/a,                 /var/logs/a",
    "/var/cache/a,               /var/caches/a",
  })
  void whatIsAddedToAScratchPlaceIsOnlyInformation(String path, String beside) {
    Finding finding = judge(of(ChangeKind.ADDED, path).build());

    assertEquals("scratch-file-added", finding.rule());
    assertEquals(Severity.INFO, finding.severity());
    assertEquals("file-added", ruleOf(of(ChangeKind.ADDED, beside).build()));
  }

  @Test
  void whatContentTellsOfByproducts() {
    Change compiled = of(ChangeKind.ADDED, "/opt/__pycache__/a.cpython-311.pyc").build();

    assertByproduct("byproduct-added", Severity.INFO, compiled, Trait.COMPILED_PYTHON);
    assertByproduct("unchecked-python", Severity.CRITICAL, compiled, Trait.UNCHECKED_PYTHON);
    assertByproduct("python-bytecode-added", Severity.WARNING, compiled);
    Change inScratch = of(ChangeKind.ADDED, "/tmp/a.pyc").build();
    assertByproduct("python-bytecode-added", Severity.WARNING, inScratch);
    Change changed = of(ChangeKind.MODIFIED, "/opt/__pycache__/a.cpython-311.pyc").build();
    assertByproduct("unchecked-python", Severity.CRITICAL, changed, Trait.UNCHECKED_PYTHON);
    assertByproduct("image-file-changed", Severity.WARNING, changed);
    Change pid = of(ChangeKind.ADDED, "/opt/a.pid").build();
    assertByproduct("byproduct-added", Severity.INFO, pid, Trait.PID_NUMBER);
    assertByproduct("file-added", Severity.WARNING, pid);
    Change program = program(of(ChangeKind.ADDED, "/opt/a.pid")).build();
    assertByproduct("added-executable", Severity.CRITICAL, program, Trait.PID_NUMBER);
  }

  private static void assertByproduct(
      String rule, Severity severity, Change change, Trait... ofContent) {
    Finding finding = judgeOf(false).judge(change, Set.of(ofContent));
    assertEquals(rule, finding.rule());
    assertEquals(severity, finding.severity());
  }

  @ParameterizedTest
  @EnumSource(names = {"CHAR", "BLOCK"})
  void aDeviceNodeIsNoScratchFile(FileType type) {
    Finding finding = judge(of(ChangeKind.ADDED, "/tmp/a").type(type).build());

    assertEquals("device-added", finding.rule());
    assertEquals(Severity.WARNING, finding.severity());
  }

  @Test
  void anotherOwnerOfASetUidFileGainsPrivileges() {
    Change change =
        of(ChangeKind.METADATA, "/usr/bin/su")
            .image(s -> s.permissions(04755))
            .now(s -> s.permissions(04755))
            .differs(Aspect.OWNER)
            .build();

    assertEquals("privilege-gained", ruleOf(change));
  }

  @Test
  void anUndeclaredMountComesFirst() {
    Change mount = Change.mounted(FilePath.of("/etc/passwd"), FileType.FILE);

    assertEquals("undeclared-mount", judgeOf(true).judgeUndeclaredMount(mount).rule());
    assertEquals("sensitive-file", ruleOf(mount));
  }

  @Test
  void anythingUnderAReadOnlyRootIsCritical() {
    Finding finding = judgeOf(true).judge(of(ChangeKind.ADDED, "/tmp/a").build());

    assertEquals("read-only-root", finding.rule());
    assertEquals(Severity.CRITICAL, finding.severity());
  }

  /** A volume is no part of the root, whatever its path. */
  @ParameterizedTest
  @ValueSource(strings = {"/tmp/x", "/etc/cron.d/x", "/root/.ssh/authorized_keys", "/opt/x"})
  void aProgramInAVolumeIsCritical(String path) {
    Change program = set(program(of(ChangeKind.ADDED, path)), 04755).build();
    Finding finding = judgeOf(true).judgeInVolume(program);

    assertEquals("executable-in-volume", finding.rule());
    assertEquals(Severity.CRITICAL, finding.severity());
  }

  @Test
  void aProgramThatWasInAVolumeBeforeTheStartIsLess() {
    long started = LONG_AGO.getEpochSecond();
    Change before = changedAt(started - 3);
    Change after = changedAt(started - 2);

    assertEquals("executable-in-volume-before-start", inVolume(before).rule());
    assertEquals(Severity.WARNING, inVolume(before).severity());
    assertEquals("executable-in-volume", inVolume(after).rule());
  }

  private static Change changedAt(long seconds) {
    return of(ChangeKind.ADDED, "/tmp/x").now(s -> s.program().changed(seconds, 0)).build();
  }

  private static Finding inVolume(Change program) {
    return judgeOf(false).judgeInVolume(program);
  }

  @Test
  void severitiesOfTheShippedRulesAreTheDocumentedOnes() {
    assertEquals(Severity.CRITICAL, severity(set(of(ChangeKind.ADDED, "/tmp/x"), 04755)));
    for (ChangeKind kind :
        List.of(ChangeKind.ADDED, ChangeKind.MODIFIED, ChangeKind.REPLACED, ChangeKind.DELETED)) {
      assertEquals(Severity.CRITICAL, severity(program(of(kind, "/tmp/x"))));
    }
    assertEquals(Severity.WARNING, severity(of(ChangeKind.MODIFIED, "/tmp/x")));
    assertEquals(Severity.WARNING, severity(of(ChangeKind.ADDED, "/opt/x")));
  }

  /** So that nobody adds a rule, or a pattern, without an example. */
  @Test
  void everyShippedRuleAndPatternHasAnExampleHere() throws IOException {
    String rules = shippedText();

    assertEquals(
        List.of(
            "undeclared-mount",
            "executable-in-volume-before-start",
            "executable-in-volume",
            "read-only-root",
            "sensitive-file",
            "privilege-gained",
            "added-executable",
            "modified-executable",
            "replaced-executable",
            "deleted-executable",
            "unchecked-python",
            "image-file-changed",
            "device-added",
            "byproduct-added",
            "python-bytecode-added",
            "scratch-file-added",
            "file-added"),
        rules
            .lines()
            .filter(line -> line.startsWith("  - name: "))
            .map(line -> line.substring("  - name: ".length()))
            .toList());
    assertEquals(26 + 6, rules.lines().filter(line -> line.startsWith("      - ")).count());
  }

  private static String shippedText() throws IOException {
    try (InputStream yaml = Policy.shippedRules()) {
      return new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static ChangeBuilder of(ChangeKind kind, String path) {
    return ChangeBuilder.of(kind, path);
  }

  private static ChangeBuilder program(ChangeBuilder change) {
    return change.image(s -> s.program()).now(s -> s.program());
  }

  private static ChangeBuilder set(ChangeBuilder change, int permissions) {
    return change.now(s -> s.permissions(permissions));
  }

  private static Finding judge(Change change) {
    return judgeOf(false).judge(change);
  }

  private static Judge judgeOf(boolean readOnlyRoot) {
    return Policy.shipped().judgeOf(Samples.startedAt(LONG_AGO), readOnlyRoot, LONG_AGO);
  }

  private static String ruleOf(Change change) {
    return judge(change).rule();
  }

  private static Severity severity(ChangeBuilder change) {
    return judge(change.build()).severity();
  }
}
