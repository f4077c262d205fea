package io.driftwatch.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.judge.AllowEntry;
import io.driftwatch.judge.Severity;
import io.driftwatch.walk.Budget;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the keys of a configuration file mean. */
final class ConfigurationTest {

  @Test
  void everyKeyIsTakenAsItIsWritten() throws InvalidConfigurationException {
    Configuration read =
        Texts.read(
            """
            scanInterval: 5m
            hashRate: 8MiB
            budgets:
              entries: 1000
              depth: 64
              hashedBytes: 1GiB
              time: 2m
            volumes:
              executables: false
            events:
              minSeverity: critical
            annotations:
              namespaces: [shop, "team-*"]
            rules:
              - {name: mine, severity: info, path: /opt/mine/**}
            allow:
              - namespace: shop
                podLabels: {app: web, tier: [front, back]}
                image: ["nginx:*", "*/library/nginx:*"]
                container: web
                path: [/var/cache/nginx, /var/cache/nginx/**]
                change: added
                owner: shop team
                reason: it caches there
                until: 2027-01-31
            """);

    assertEquals(Duration.ofMinutes(5), read.scanInterval());
    assertEquals(8 << 20, read.hashRate());
    assertEquals(
        new Budget(1_000, 64, 256 << 10, 4L << 20, 1L << 30, Duration.ofMinutes(2)), read.budget());
    assertEquals(false, read.volumeExecutables());
    assertEquals(Severity.CRITICAL, read.eventSeverity());
    assertEquals("mine", read.policy().rules().get(0).name());
    AllowEntry allowed = read.policy().allow().get(0);
    assertEquals("allow[0]", allowed.name());
    assertEquals("[shop]", allowed.containers().namespace().toString());
    assertEquals(
        "[[front, back], [web]]",
        allowed.containers().podLabels().values().stream()
            .map(Object::toString)
            .sorted()
            .toList()
            .toString());
    assertEquals("[nginx:*, */library/nginx:*]", allowed.containers().image().toString());
    assertEquals("[web]", allowed.containers().container().toString());
    assertEquals("[/var/cache/nginx, /var/cache/nginx/**]", allowed.path().toString());
    assertEquals(List.of("added"), allowed.change());
    assertEquals("shop team", allowed.owner());
    assertEquals("it caches there", allowed.reason());
    assertEquals("2027-02-01T00:00:00Z", allowed.until().orElseThrow().end().toString());
    assertTrue(read.policy().needsPods());
  }

  @Test
  void whatAFileDoesNotSayIsTheDefault() throws InvalidConfigurationException {
    Configuration read = Texts.read("# nothing\n");

    assertEquals(Duration.ofSeconds(60), read.scanInterval());
    assertEquals(64 << 20, read.hashRate());
    assertEquals(
        new Budget(1_000_000, 4_096, 256 << 10, 4L << 20, 4L << 30, Duration.ofSeconds(60)),
        read.budget());
    assertEquals(true, read.volumeExecutables());
    assertEquals(Severity.WARNING, read.eventSeverity());
    assertEquals(Configuration.DEFAULT.policy().names(), read.policy().names());
    assertEquals(List.of(), read.policy().allow());
    assertEquals(false, read.policy().needsPods());
  }

  /** A scan by hand has other budgets than a pass of the agent, but for those that are named. */
  @Test
  void aFileThatNamesABudgetLeavesTheOthers() throws InvalidConfigurationException {
    Configuration read =
        ConfigurationReader.read(
            "f",
            "budgets: {entries: 5}".getBytes(StandardCharsets.UTF_8),
            Configuration.DEFAULT.withBudget(Budget.DEFAULT));

    assertEquals(5, read.budget().entries());
    assertEquals(Budget.DEFAULT.hashedBytes(), read.budget().hashedBytes());
    assertEquals(Budget.DEFAULT.time(), read.budget().time());
  }

  @ParameterizedTest
  @CsvSource({"1s, 1", "90s, 90", "24h, 86400", "1440m, 86400", "007s, 7"})
  void durations(String text, long seconds) throws InvalidConfigurationException {
    assertEquals(Duration.ofSeconds(seconds), Texts.read("scanInterval: " + text).scanInterval());
  }

  @ParameterizedTest
  @CsvSource({
    "65536, 65536",
    "64KiB, 65536",
    "1MiB, 1048576",
    "2GiB, 2147483648",
    "1TiB, 1099511627776",
    "1024TiB, 1125899906842624"
  })
  void sizes(String text, long bytes) throws InvalidConfigurationException {
    assertEquals(bytes, Texts.read("hashRate: " + text).hashRate());
  }

  @ParameterizedTest
  @CsvSource({
    "scanInterval, 0s",
    "scanInterval, 25h",
    "scanInterval, 60",
    "scanInterval, 1d",
    "scanInterval, 1h30m",
    "scanInterval, -1s",
    "scanInterval, 1.5m",
    "scanInterval, 999999999999999999h",
    "scanInterval, 9999999999999999999s",
    "scanInterval, \u0661s",
    "hashRate, 0",
    "hashRate, 65535",
    "hashRate, 64Mi",
    "hashRate, 64MB",
    "hashRate, 1025TiB",
    "hashRate, 999999999999999999TiB",
    "hashRate, 1e6"
  })
  void otherQuantitiesAreRefusedInWordsThatHelp(String key, String text) {
    InvalidConfigurationException e =
        assertThrows(InvalidConfigurationException.class, () -> Texts.read(key + ": " + text));

    assertTrue(
        e.getMessage().startsWith("config.yaml: line 1: " + key + ": must be "), e::getMessage);
    assertTrue(e.getMessage().contains(text), e::getMessage);
  }
}
