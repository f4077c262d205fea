package io.driftwatch.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.testing.Mutations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to a file, it is a configuration, or there is one error. */
final class MutatedFilesTest {

  private static final int TIMES = 3_000;

  private static final String FILE =
      """
      # A comment.
      scanInterval: 60s
      hashRate: 64MiB
      budgets: {entries: 1000000, depth: 4096, hashedBytes: 4GiB, time: "60s"}
      events:
        minSeverity: warning
      annotations: {namespaces: [shop, 'team-*']}
      rules:
        - name: mine
          severity: info
          change: [added, modified]
          trait: executable
          path:
            - /opt/**
      allow:
        - name: cache
          namespace: shop
          podLabels: {app: web, tier: [front, back]}
          image: ["nginx:*"]
          path: /var/cache/**
          owner: team
          reason: >
            it is
            a cache
          until: 2027-01-31T00:00:00Z
        - {path: /x, owner: o, reason: r}
      """;

  private static final List<String> PIECES =
      List.of(
          "",
          " ",
          "\n",
          "\t",
          "\r",
          ":",
          ": ",
          "- ",
          "-",
          "? ",
          "[",
          "]",
          "{",
          "}",
          ",",
          "#",
          "&a ",
          "*a",
          "!!int ",
          "! ",
          "!",
          "|",
          ">",
          "|2\n",
          "%YAML 9\n",
          "---\n",
          "...\n",
          "'",
          "\"",
          "\\",
          "\\x",
          "\\uD800",
          "\\N",
          "<<: ",
          "~",
          "null",
          "true",
          "0x",
          "1_0:0",
          ".inf",
          "1e9",
          "9999999999999999999999",
          "-1",
          "@",
          "`",
          "\0",
          "\u0085",
          "\u2028",
          "\ufeff",
          "\ufffe",
          "\ud83d\ude00",
          "name: ",
          "path: ",
          "until: ",
          "/**");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void isAConfigurationOrOneError(long seed) {
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < TIMES; i++) {
      byte[] content = Mutations.changed(FILE.getBytes(StandardCharsets.UTF_8), PIECES, random);
      refused += assertTimeoutPreemptively(Duration.ofSeconds(10), () -> read(content));
    }

    assertTrue(refused > TIMES / 10, "too few were bad: " + refused);
    assertTrue(refused < TIMES * 95 / 100, "too few were good: " + refused);
  }

  private static int read(byte[] content) {
    try {
      Texts.read(content);
      return 0;
    } catch (InvalidConfigurationException e) {
      assertEquals(1, e.getMessage().lines().count(), e::getMessage);
      assertTrue(e.getMessage().startsWith("config.yaml: "), e::getMessage);
      return 1;
    } catch (Exception | StackOverflowError e) {
      throw new AssertionError("for:\n" + new String(content, StandardCharsets.UTF_8), e);
    }
  }
}
