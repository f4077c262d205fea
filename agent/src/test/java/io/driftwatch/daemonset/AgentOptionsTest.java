package io.driftwatch.daemonset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the agent is started with is the same wherever it has to be written down. */
final class AgentOptionsTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** A capability, where a manifest, a script or a test gives it to the agent. */
  private static final Pattern CAPABILITY =
      Pattern.compile("\\b(SYS_[A-Z]+|DAC_[A-Z_]+|NET_[A-Z]+)\\b");

  private static Set<String> found(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    assertFalse(found.isEmpty(), pattern + " is nowhere");
    return found;
  }

  private static String read(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }

  /** Comments name other capabilities, too. */
  private static Set<String> capabilities(String file) throws IOException {
    List<String> lines = read(file).lines().filter(line -> !line.strip().startsWith("#")).toList();
    return found(CAPABILITY, String.join("\n", lines));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src-test-fixtures/benchmark/pod.sh",
        "agent/src/test/java/io/driftwatch/daemonset/AgentContainer.java",
        "agent/src/test/java/io/driftwatch/testing/AgentPod.java",
      })
  void theAgentIsTriedWithTheRightsThatItIsDeployedWith(String file) throws IOException {
    assertEquals(capabilities("daemonset/daemonset.yaml"), capabilities(file));
  }

  @Test
  void theImageHasTheLaunchersOptionsForTheAgent() throws IOException {
    String launcher = read("agent/bin/driftwatch");
    String agent = launcher.substring(launcher.indexOf("if [ \"${1:-}\" = agent ]"));
    Set<String> options =
        found(
            Pattern.compile("(?<![\\w-])(-X[^\\s\"]+)"),
            agent.replaceAll("-Xshare:\\S+|-XX:SharedArchiveFile=\\S+", ""));
    assertEquals(options, kept(options, read("daemonset/Dockerfile")));
  }

  private static Set<String> kept(Set<String> options, String text) {
    Set<String> kept = new TreeSet<>(options);
    kept.removeIf(option -> !text.contains(option));
    return kept;
  }
}
