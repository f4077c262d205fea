package io.driftwatch.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.declare.DeclarationResult;
import io.driftwatch.declare.Effect;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.PrivateMounts;
import io.driftwatch.testing.TestOverlay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Of commands at random, with conditions and with servers that never end: all that real shells and
 * programs take away is excused, and of an image that is taken away as a whole no more is excused
 * than they have.
 */
final class RandomDeclaredIT {

  private static final List<String> PATHS =
      List.of(
          "/opt",
          "/opt/app",
          "/opt/app/file",
          "/opt/app/suid-dir",
          "/opt/link",
          "/link-to-opt",
          "/link-to-opt/app",
          "/etc",
          "/etc/passwd",
          "/etc/group",
          "/tmp",
          "/bin/touch",
          "/bin/link",
          "/bin/su",
          "/usr",
          "/usr/bin",
          "/no",
          "/no/such",
          "opt");

  private static final List<String> ENDS =
      List.of("", "", "", "", "/", "//", "/.", "/./", "/..", "/../", "/../opt", "/../etc/passwd");

  private static final List<String> SHELL_ENDS =
      List.of(
          "",
          "",
          "",
          "",
          "",
          "",
          "\\\n",
          "'/app'",
          "\"/\"a\\pp",
          "{,/app}",
          "/*",
          "'/*'",
          "\r",
          "'\\\n'",
          "\\ ",
          " #",
          "~",
          "$",
          "''",
          "\u00a0",
          " >/dev/null");

  private static final List<String> REMOVERS =
      List.of(
          "rm",
          "rm -f",
          "rm -r",
          "rm -rf",
          "rm -fR",
          "rm --",
          "rm -i",
          "rm -I",
          "rm -rfv",
          "unlink",
          "rm --recursive",
          "unlink --recursive",
          "busybox rm",
          "rm -r -f",
          "\"rm\"",
          "r\\m -r",
          "/bin/rm",
          "rm --force --");

  /** Busybox' rm takes no long options, and nobody can tell whose rm it will be. */
  private static final List<String> SHORT =
      REMOVERS.stream()
          .filter(remover -> !remover.contains(" --") || remover.equals("rm --"))
          .toList();

  /** Longer than any container of this test runs. */
  private static final String NAP = "sleep 9999";

  private static final List<String> OTHERS =
      List.of(
          "true",
          "false",
          "exit",
          "exit 0",
          "set -e",
          "cd /opt",
          "cd /no",
          "cd /opt/app/file",
          "test -e /no",
          "test -e /opt",
          ":",
          "exec true",
          "return",
          "sleep 0",
          NAP,
          "server",
          "server 80",
          "/usr/bin/server",
          "mkdir /opt",
          "mkdir -p /m",
          "test -f /etc/passwd",
          "echo rm",
          "export X=/opt");

  private static final List<String> JOINTS =
      List.of(" && ", "&&", " &&\n", "; ", ";", "\n", " \n\t", ";\n", "\n\n", ";;", " & ", " || ");

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("driftwatch.seeds", 60));
  }

  /**
   * @param argv as it is declared
   * @param sure whether each command is run, and the last tells how it went
   */
  private record Script(List<String> argv, boolean sure) {

    /** What does the same till now: it sleeps as long as a server serves. */
    List<String> untilNow() {
      return argv.stream().map(word -> word.replace(NAP, "server")).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsExcusedIsWhatProgramsTakeAway(long seed) throws Exception {
    Random random = new Random(seed);
    boolean busybox = random.nextBoolean();
    List<String> removers = busybox ? SHORT : REMOVERS;
    Script script =
        random.nextInt(4) == 0 ? literal(random, removers) : shell(random, removers, busybox);
    PrivateMounts.run(
        folder -> {
          TestOverlay declared = overlay(folder.resolve("declared"), busybox);
          boolean done = attempt(declared.container(), script.untilNow());
          TestOverlay nothing = overlay(folder.resolve("nothing"), busybox);
          removeAll(nothing.container());

          List<String> argv = script.argv();
          String text = String.join("·", argv) + (busybox ? " (busybox)" : " (GNU)");
          Scanned scanned = DeclaredIT.scan(declared, argv);
          List<DeclarationResult> results = scanned.report().declared();
          if (results.size() == 1 && isUnderstood(results.get(0), script.sure())) {
            assertEquals(Set.of(), deleted(scanned, "unexpected"), text);
          }
          if (done && script.sure()) {
            assertTrue(
                results.stream().noneMatch(result -> result.effect() == Effect.INEFFECTIVE),
                () -> text + results);
          }
          Instant now = Instant.now();
          Set<String> excused = deleted(DeclaredIT.scan(nothing, argv, now), "declared");
          excused.removeAll(deleted(scanned, null));
          assertEquals(Set.of(), excused, text);
        });
  }

  /** Whether nothing is done that is in doubt. */
  private static boolean isUnderstood(DeclarationResult result, boolean sure) {
    return switch (result.effect()) {
      case DONE -> !result.why().startsWith("whether ");
      case INEFFECTIVE -> sure;
      default -> false;
    };
  }

  /** What chmod and chown are given, with what they take. */
  private static final List<String> CHANGERS =
      List.of(
          "chmod a-w",
          "chmod -R a-w",
          "chmod -R go=",
          "chmod 0500",
          "chmod -R u=rwX,go=rX",
          "chmod -R 0400",
          "chmod a-s,-t",
          "chmod o-rwx -R",
          "chown 33",
          "chown -R 33:34",
          "chown -h :9",
          "chown -P 7",
          "chown -RP 7",
          "chown -Rh 7:7",
          "chown -R root:0",
          "chmod -R a=rX",
          "chmod u=r,g=u",
          "chmod 700 --");

  /**
   * What comes of a change is excused unless a file gains by it, and of another change no more than
   * comes of this one.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void modesAndOwnersAreExcusedAsProgramsSetThem(long seed) throws Exception {
    Random random = new Random(seed);
    boolean busybox = random.nextBoolean();
    List<String> argv = changer(random);
    List<String> intrusion = changer(random);
    PrivateMounts.run(
        folder -> {
          TestOverlay declared = overlay(folder.resolve("declared"), busybox);
          Path root = declared.container();
          attempt(root, argv);
          TestOverlay intruded = overlay(folder.resolve("intruded"), busybox);
          Path intruders = intruded.container();
          attempt(intruders, intrusion);
          String text = String.join("·", argv) + (busybox ? " (busybox) " : " (GNU) ") + intrusion;

          Scanned scanned = DeclaredIT.scan(declared, argv);
          boolean isUnderstood =
              scanned.report().declared().stream()
                  .allMatch(result -> result.effect() == Effect.DONE);
          Path image = declared.image();
          Set<String> unexpected = DeclaredIT.changes(scanned, "unexpected");
          unexpected.removeIf(change -> gains(pathOf(change), image, root));
          assertEquals(Set.of(), isUnderstood ? unexpected : Set.of(), text);
          for (String change : DeclaredIT.changes(DeclaredIT.scan(intruded, argv), "declared")) {
            String path = pathOf(change);
            assertEquals(state(root, path), state(intruders, path), text + path);
          }
        });
  }

  private static List<String> changer(Random random) {
    List<String> argv = new ArrayList<>(List.of(one(random, CHANGERS).split(" ", -1)));
    for (int i = 0; i <= random.nextInt(2); i++) {
      argv.add(one(random, PATHS) + one(random, ENDS));
    }
    return argv;
  }

  private static String pathOf(String change) {
    return change.substring(change.indexOf(' ') + 2);
  }

  private static boolean gains(String path, Path image, Path now) {
    return (permissions(now, path) & ~permissions(image, path)) != 0;
  }

  private static int permissions(Path root, String path) {
    String state = state(root, path);
    return Integer.parseInt(state.substring(0, state.indexOf(' ')), 8);
  }

  private static String state(Path root, String path) {
    try {
      return Commands.run("stat", "-c", "%a %u %g", root.resolve(path).toString()).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Script literal(Random random, List<String> removers) {
    List<String> argv = new ArrayList<>(List.of(one(random, removers).split(" ", -1)));
    for (int i = 0; i <= random.nextInt(2); i++) {
      argv.add(one(random, PATHS) + one(random, ENDS));
    }
    return new Script(argv, true);
  }

  private static Script shell(Random random, List<String> removers, boolean busybox) {
    String text = "";
    boolean sure = true;
    for (int i = 0; i <= random.nextInt(4); i++) {
      String joint = i == 0 ? "" : one(random, JOINTS);
      boolean isOther = random.nextInt(3) == 0;
      sure &= joint.indexOf('&') < 0 && !isOther;
      text += joint + (isOther ? one(random, OTHERS) : remover(random, removers));
    }
    String shell = busybox || random.nextBoolean() ? "sh" : "bash";
    String options = one(random, List.of("-c", "-c", "-ec", "-xc"));
    sure &= !options.contains("e");
    return new Script(List.of(shell, options, text), sure);
  }

  private static String remover(Random random, List<String> removers) {
    String command = one(random, removers);
    for (int i = 0; i <= random.nextInt(2); i++) {
      command += " " + one(random, PATHS) + one(random, ENDS) + one(random, SHELL_ENDS);
    }
    return command;
  }

  private static <T> T one(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static TestOverlay overlay(Path folder, boolean busybox) throws Exception {
    TestOverlay overlay = DeclaredIT.overlay(Files.createDirectory(folder), busybox);
    overlay.layer(RandomDeclaredIT::server);
    return busybox ? overlay : overlay.layer(RandomDeclaredIT::bash);
  }

  /** One that never ends as far as the shell gets to know: it takes that along. */
  private static void server(Path root) throws Exception {
    Path server = root.resolve("usr/bin/server");
    Files.writeString(server, "#!/bin/sh\nkill -9 0\n");
    Commands.run("chmod", "755", server.toString());
    Path sleep = root.resolve("usr/bin/sleep");
    Files.delete(sleep);
    Files.writeString(sleep, "#!/bin/sh\n");
    Commands.run("chmod", "755", sleep.toString());
  }

  /** Beside the file that is only called so. */
  private static void bash(Path root) throws Exception {
    Path bash = root.resolve("usr/bin/bash");
    Path file = Files.move(bash, root.resolve("usr/bin/bash.file"));
    DeclaredIT.copy(Path.of("/usr/bin/bash"), root);
    Files.move(bash, root.resolve("usr/bin/bash.real"));
    Files.move(file, bash);
  }

  private static boolean attempt(Path root, List<String> argv) throws Exception {
    List<String> command = new ArrayList<>(List.of("setsid", "--wait", "chroot", root.toString()));
    command.addAll(argv);
    if (argv.get(0).equals("bash")) {
      command.set(4, "/usr/bin/bash.real");
    }
    return Commands.attempt(new ProcessBuilder(command)).status() == 0;
  }

  private static void removeAll(Path root) throws Exception {
    List<String> command = new ArrayList<>(List.of("rm", "-rf"));
    try (Stream<Path> entries = Files.list(root)) {
      entries.forEach(entry -> command.add(entry.toString()));
    }
    Commands.run(command.toArray(String[]::new));
  }

  private static Set<String> deleted(Scanned scanned, String disposition) {
    return DeclaredIT.changes(scanned, disposition).stream()
        .filter(change -> change.startsWith("deleted "))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
