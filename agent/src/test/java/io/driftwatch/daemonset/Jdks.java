package io.driftwatch.daemonset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The JDKs of this machine. */
final class Jdks {

  private static final Path DEBIAN = Path.of("/usr/lib/jvm");

  private Jdks() {}

  /**
   * One of each feature release that an image can be made with; of 17, 17 alone is always there.
   */
  static List<Path> all() throws IOException {
    List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
    if (Files.isDirectory(DEBIAN)) {
      try (Stream<Path> others = Files.list(DEBIAN)) {
        others.sorted().forEach(homes::add);
      }
    }
    Map<Integer, Path> found = new TreeMap<>();
    for (Path home : homes) {
      if (Files.isExecutable(home.resolve("bin/jlink"))) {
        found.putIfAbsent(feature(home), home);
      }
    }
    return found.entrySet().stream()
        .filter(e -> e.getKey() >= 17)
        .map(Map.Entry::getValue)
        .toList();
  }

  /** The first number of a JDK's version. */
  static int feature(Path home) throws IOException {
    Properties release = new Properties();
    try (var in = Files.newInputStream(home.resolve("release"))) {
      release.load(in);
    }
    String version = release.getProperty("JAVA_VERSION").replace("\"", "");
    return Runtime.Version.parse(version).feature();
  }
}
