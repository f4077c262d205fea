package io.driftwatch.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake in a file is one line that names file, line and key. */
final class InvalidConfigurationTest {

  private static final String ALLOW = "allow:\n  - {owner: o, reason: r, ";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // The document.
        "rules: [                        | 1: is no YAML: ",
        "a: b: c                         | 1: is no YAML: ",
        "[]                              | 1: must be a mapping",
        "text                            | 1: must be a mapping",
        "{}\\n---\\n{}                   | 3: a second document",
        "{}\\n---\\n                     | 3: a second document",
        "rules: &a []                    | 1: rules: anchors, aliases and tags",
        "rules: []\\nallow: *a           | 2: ",
        "hashRate: !!str 1               | 1: hashRate: anchors, aliases and tags",
        "? [a]\\n: b                     | 1: ",
        "<<: {rules: []}                 | 1: <<: there is no such key",
        // Keys.
        "rulez: []                       | 1: rulez: there is no such key; there are scanInterval",
        "rules: []\\n\\nrules: []        | 3: rules: this key is there already",
        "budgets: {depth: 1,\\n depth: 2} | 2: budgets.depth: this key is there already",
        "budgets:\\n  pathBytes: 1       | 2: budgets.pathBytes: there is no such key",
        "volumes: {programs: true}       | 1: volumes.programs: there is no such key",
        "events: {severity: info}        | 1: events.severity: there is no such key",
        "annotations: {namespace: a}     | 1: annotations.namespace: there is no such key",
        "code: [php]                     | 1: code[0]: no ending of a name in small letters",
        "code: .PHP                      | 1: code: no ending of a name in small letters",
        "code: [.tar.gz]                 | 1: code[0]: no ending of a name in small letters",
        // Types.
        "scanInterval:\\n  a: 1          | 1: scanInterval: must be a text",
        "scanInterval: ''                | 1: scanInterval: is empty",
        "budgets: 5                      | 1: budgets: must be a mapping",
        "budgets: {entries: many}        | 1: budgets.entries: must be a number, not many",
        "budgets: {entries: 0}           | 1: budgets.entries: must be 1 to 1000000000, not 0",
        "budgets: {depth: 100001}        | 1: budgets.depth: must be 1 to 100000",
        "budgets: {time: 0s}             | 1: budgets.time: must be 1s to 86400s, not 0s",
        "budgets: {hashedBytes: 1KB}     | 1: budgets.hashedBytes: must be a size",
        "volumes: true                   | 1: volumes: must be a mapping",
        "volumes: {executables: yes}     | 1: volumes.executables: must be true or false, not yes",
        "volumes: {executables: ''}      | 1: volumes.executables: is empty",
        "events: {minSeverity: bad}      | 1: events.minSeverity: must be one of critical, warning",
        "annotations: {namespaces: shop} | 1: annotations.namespaces: must be a list",
        "annotations: {namespaces: ['']} | 1: annotations.namespaces[0]: is empty",
        "rules: 1                        | 1: rules: must be a list",
        "rules: {}                       | 1: rules: must be a list",
        "rules: [[]]                     | 1: rules[0]: must be a mapping",
        "rules: [null]                   | 1: rules[0]: name is missing",
        "rules:\\n  -                    | 2: rules[0]: name is missing",
      })
  void isOneError(String yaml, String expected) {
    assertRefused(yaml.replace("\\n", "\n"), "config.yaml: line " + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: a, severity: info, trait: fast         | .trait: must be one of executable,",
        "name: a, severity: info, trait: [device, x]  | .trait[1]: must be one of executable,",
        "name: a, severity: info, change: moved       | .change: no kind of change: moved",
        "name: a, severity: info, change: Added       | .change: no kind of change: Added",
        "name: a, severity: bad, path: /x             | .severity: must be one of critical,",
        "name: a, severity: info, path: x/y           | .path: a path pattern starts with /",
        "name: a, severity: info, path: [/x, y]       | .path[1]: a path pattern starts with /",
        "name: a, severity: info, path: []            | .path: is an empty list",
        "name: a, severity: info, path: [[/x]]        | .path[0]: must be a text",
        "name: a, severity: info, pth: /x             | .pth: there is no such key",
        "name: a, severity: info, except: x           | .except: a path pattern starts with /",
        "name: a, severity: info, without: fast       | .without: must be one of executable,",
        "name: a, severity: info, techniques: X1      | .techniques: no technique such as T1505",
        "name: a, severity: info, techniques: [T150]  | .techniques[0]: no technique such as T1505",
        "name: a, severity: info, techniques: T1505.1 | .techniques: no technique such as T1505",
        "severity: info, path: /x                     | : name is missing",
        "name: a, path: /x                            | : severity is missing",
        "name: , severity: info, path: /x             | : name is missing",
        "name: 'a b', severity: info, path: /x        | .name: a name has 1 to 63 letters",
        "name: scratch-files-added, severity: info    | : it has no change, trait or path",
        "name: file-added, severity: info, path: /x   | : the last rule takes what is left",
      })
  void aRuleThatCannotBeMeant(String rule, String expected) {
    assertRefused("rules:\n  - {" + rule + "}\n", "config.yaml: line 2: rules[0]" + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "change: added                                | : this allows everything everywhere",
        "path: /**                                    | : this allows everything everywhere",
        "path: '**'                                   | : this allows everything everywhere",
        "path: /*/**                                  | : this allows everything everywhere",
        "path: '/?*'                                  | : this allows everything everywhere",
        "path: [/opt/x, /**]                          | : this allows everything everywhere",
        "path: /**, change: added                     | : this allows everything everywhere",
        "path: /**, namespace: '*'                    | : this allows everything everywhere",
        "path: /**, namespace: [shop, '*']            | : this allows everything everywhere",
        "path: /**, image: '*/*:*'                    | : this allows everything everywhere",
        "path: /**, podLabels: {app: '?*'}            | : this allows everything everywhere",
        "path: /**, podLabels: {}                     | : this allows everything everywhere",
        "path: /x, until: soon                        | .until: no day such as 2026-12-31",
        "path: /x, until: 2026-02-30                  | .until: no day such as 2026-12-31",
        "path: /x, until: 2026-12-31T10:00:00         | .until: no day such as 2026-12-31",
        "path: /x, until: +999999999-12-31            | .until: no day such as 2026-12-31",
        "path: /x, change: gone                       | .change: no kind of change: gone",
        "path: x                                      | .path: a path pattern starts with /",
        "path: /x, namespace: []                      | .namespace: is an empty list",
        "path: /x, name: file-added                   | : another rule or allow entry",
        "path: /x, name: 'allow[0]'                   | .name: a name has 1 to 63 letters",
        "path: /x, podLabels: [app]                   | .podLabels: must be a mapping",
        "path: /x, podLabels: {app: {a: b}}           | .podLabels.app: must be a text",
        "path: /x, owners: a                          | .owners: there is no such key",
      })
  void anAllowEntryThatCannotBeMeant(String entry, String expected) {
    assertRefused(ALLOW + entry + "}\n", "config.yaml: line 2: allow[0]" + expected);
  }

  @Test
  void whoAllowsSaysWhoAnswersForItAndWhy() {
    assertRefused("allow: [{path: /x, reason: r}]", "config.yaml: line 1: allow[0]: owner is");
    assertRefused("allow: [{path: /x, owner: o}]", "config.yaml: line 1: allow[0]: reason is");
    assertRefused(
        "allow: [{path: /x, owner: ' ', reason: r}]", "config.yaml: line 1: allow[0].owner: is");
  }

  @Test
  void namesAreUnique() {
    String rule = "  - {name: a, severity: info, path: /x}\n";
    String entry = "  - {name: a, owner: o, reason: r, path: /x}\n";

    assertRefused("rules:\n" + rule + rule, "config.yaml: line 3: rules[1]: another rule or");
    assertRefused("allow:\n" + entry + entry, "config.yaml: line 3: allow[1]: another rule or");
    assertRefused(
        "allow:\n" + entry + "rules:\n" + rule, "config.yaml: line 2: allow[0]: another rule or");
  }

  @Test
  void whatIsNoTextIsRefused() {
    byte[] content = {'a', ':', ' ', (byte) 0xff};
    InvalidConfigurationException e =
        assertThrows(InvalidConfigurationException.class, () -> Texts.read(content));

    assertEquals("config.yaml: is not UTF-8", e.getMessage());
  }

  @Test
  void aKeyCannotForgeALineOfTheLog() {
    InvalidConfigurationException e =
        assertThrows(
            InvalidConfigurationException.class,
            () -> Texts.read("\"a\\nERROR \\e[2J\": 1".replace("\\e", "\\x1b")));

    assertTrue(e.getMessage().contains("a\\x0aERROR \\x1b[2J: there is no"), e.getMessage());
  }

  static Stream<Arguments> bombs() {
    String laughs =
        IntStream.range(1, 30)
            .mapToObj(i -> "k%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1))
            .collect(Collectors.joining());
    int size = 1 << 20;
    return Stream.of(
        Arguments.of("a billion laughs", "k0: &a0 x\n" + laughs),
        Arguments.of("open brackets", "[".repeat(size)),
        Arguments.of("open braces", "{".repeat(size)),
        Arguments.of("open braces with keys", "{a: ".repeat(size / 4)),
        Arguments.of("dashes", "- ".repeat(size / 2)),
        Arguments.of("question marks", "? ".repeat(size / 2)),
        Arguments.of("many items", "rules: [" + "a,".repeat(size / 2 - 10) + "]"),
        Arguments.of("a long key", "k".repeat(size - 10) + ": 1"),
        Arguments.of("a long number", "hashRate: " + "9".repeat(size - 20)),
        Arguments.of("spaces", "rules:" + " ".repeat(size - 10) + "x"),
        Arguments.of("tabs", "\t".repeat(size)),
        Arguments.of("quotes", "'".repeat(size - 1)),
        Arguments.of("a key in many lines", "a\n".repeat(size / 2) + ": 1"),
        Arguments.of("comments", "#\n".repeat(size / 2 - 10) + "x: 1"),
        Arguments.of(
            "deep keys",
            IntStream.range(0, 1_000)
                .mapToObj(i -> " ".repeat(i) + "a:\n")
                .collect(Collectors.joining())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bombs")
  void aBombIsRefusedSoon(String what, String text) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          InvalidConfigurationException e =
              assertThrows(
                  InvalidConfigurationException.class,
                  () -> Texts.read(text.getBytes(StandardCharsets.UTF_8)),
                  what);

          assertTrue(e.getMessage().length() < 1_100);
        });
  }

  private static void assertRefused(String yaml, String expected) {
    InvalidConfigurationException e =
        assertThrows(InvalidConfigurationException.class, () -> Texts.read(yaml), yaml);

    assertTrue(e.getMessage().startsWith(expected), () -> expected + " but " + e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
    assertFalse(e.getMessage().contains("java"), e::getMessage);
  }
}
