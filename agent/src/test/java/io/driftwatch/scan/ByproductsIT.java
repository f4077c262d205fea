package io.driftwatch.scan;

import static io.driftwatch.testing.Scripts.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.testing.Commands;
import io.driftwatch.testing.PrivateMounts;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.TestOverlay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real Python leaves of the image's sources is told from what is only called so. */
final class ByproductsIT {

  /** Such as {@code 11}. */
  private static String minor;

  @BeforeAll
  static void askPython() throws IOException {
    RealParts.command("python3");
    minor = Commands.run("python3", "-c", "import sys; print(sys.version_info[1])").strip();
  }

  private static TestOverlay overlay(Path folder) throws Exception {
    return new TestOverlay(folder)
        .layer(
            sh(
                "mkdir -p usr/bin app/pkg srv; echo python >usr/bin/python3."
                    + minor
                    + "; echo 'x = 1' >app/mod.py; echo 'y = 2' >app/pkg/__init__.py;"
                    + " echo 'z = 3' >srv/own.py; touch -d 2020-02-02 app/*.py app/pkg/*.py"));
  }

  /** Runs Python on what a container has. */
  private static void python(Path root, String... arguments) throws IOException {
    ProcessBuilder python = new ProcessBuilder("python3");
    python.command().addAll(List.of(arguments));
    python.environment().remove("PYTHONDONTWRITEBYTECODE");
    Commands.Result result = Commands.attempt(python.directory(root.toFile()));
    assertEquals(0, result.status(), result.errors());
  }

  private static void importAll(Path root) throws IOException {
    String modules = "import sys; sys.path.insert(0, 'app'); import mod, pkg";
    python(root, "-c", modules);
    python(root, "-O", "-c", modules);
  }

  @Test
  void whatPythonCompilesOfTheImageIsInfo() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = overlay(folder);
          importAll(overlay.container());

          assertEquals(
              List.of(
                  "added info /app/__pycache__",
                  "added info /app/__pycache__/mod.cpython-3" + minor + ".opt-1.pyc",
                  "added info /app/__pycache__/mod.cpython-3" + minor + ".pyc",
                  "added info /app/pkg/__pycache__",
                  "added info /app/pkg/__pycache__/__init__.cpython-3" + minor + ".opt-1.pyc",
                  "added info /app/pkg/__pycache__/__init__.cpython-3" + minor + ".pyc"),
              Scanned.of(overlay.located()).findings());
        });
  }

  static List<Arguments> forgeries() {
    String compiled = "app/__pycache__/mod.cpython-3%1$s.pyc";
    return List.of(
        // Python takes it whatever the source says.
        Arguments.of(
            "python3 -c 'import py_compile as p; p.compile(\"srv/own.py\", \""
                + compiled
                + "\", "
                + "invalidation_mode=p.PycInvalidationMode.UNCHECKED_HASH)'",
            "added critical /" + compiled),
        Arguments.of(
            "python3 -c 'import py_compile as p; p.compile(\"srv/own.py\", \"" + compiled + "\")'",
            "added warning /" + compiled),
        Arguments.of(
            "printf '\\000\\001' | dd of=" + compiled + " bs=1 conv=notrunc 2>/dev/null",
            "added warning /" + compiled),
        Arguments.of(
            "mv " + compiled + " app/__pycache__/other.cpython-3%1$s.pyc",
            "added warning /app/__pycache__/other.cpython-3%1$s.pyc"),
        Arguments.of(
            "mv " + compiled + " app/__pycache__/mod.cpython-34.pyc",
            "added warning /app/__pycache__/mod.cpython-34.pyc"),
        Arguments.of(
            "mv " + compiled + " app/__pycache__/mod.pyc",
            "added warning /app/__pycache__/mod.pyc"),
        Arguments.of("echo x >app/__pycache__/mod.txt", "added warning /app/__pycache__/mod.txt"),
        Arguments.of(
            "mkdir tmp; cp app/__pycache__/mod.cpython-3%1$s.pyc tmp/mod.pyc",
            "added warning /tmp/mod.pyc"),
        Arguments.of(
            "cp /bin/true app/__pycache__/x; chmod 644 app/__pycache__/x",
            "added critical /app/__pycache__/x"),
        Arguments.of("echo x >srv/__pycache__", "added warning /srv/__pycache__"));
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void whatIsOnlyCalledCompiledIsNot(String forgery, String finding) throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = overlay(folder);
          Path root = overlay.container();
          importAll(root);
          sh(forgery.formatted(minor)).in(root);

          List<String> findings = Scanned.of(overlay.located()).findings();
          assertEquals(
              List.of(finding.formatted(minor)),
              findings.stream()
                  .filter(f -> !f.startsWith("added info ") && !f.endsWith(" /tmp"))
                  .toList());
        });
  }

  /** As Debian's sitecustomize.py is one; Python notes the size and time of what it leads to. */
  @Test
  void whatPythonCompilesOfALinkOfTheImageIsInfo() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay =
              overlay(folder)
                  .layer(
                      sh(
                          "mkdir etc; mv app/mod.py etc; ln -s ../etc/mod.py app;"
                              + " ln -s mod.py app/other.py"));
          python(
              overlay.container(),
              "-c",
              "import sys; sys.path.insert(0, 'app'); import mod, other");

          assertEquals(
              List.of(
                  "added info /app/__pycache__",
                  "added info /app/__pycache__/mod.cpython-3" + minor + ".pyc",
                  "added info /app/__pycache__/other.cpython-3" + minor + ".pyc"),
              Scanned.of(overlay.located()).findings());
        });
  }

  /** A virtual environment beside the code, and one that Python itself is a link of. */
  @Test
  void whatAVirtualEnvironmentCompilesIsInfo() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay =
              overlay(folder)
                  .layer(
                      sh(
                          "rm usr/bin/python3.%1$s; mkdir -p app/.venv/bin;"
                              .formatted(minor)
                              .concat("ln -s /opt/x app/.venv/bin/python3." + minor)));
          importAll(overlay.container());

          assertEquals(
              List.of(),
              Scanned.of(overlay.located()).findings().stream()
                  .filter(finding -> !finding.startsWith("added info "))
                  .toList());
        });
  }

  /** Another Python was brought along. */
  @Test
  void whatNoPythonOfTheImageCompiledIsAWarning() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay =
              overlay(folder).layer(root -> Files.delete(root.resolve("usr/bin/python3." + minor)));
          importAll(overlay.container());

          assertEquals(
              4,
              Scanned.of(overlay.located()).findings().stream()
                  .filter(finding -> finding.startsWith("added warning "))
                  .count());
        });
  }

  @Test
  void onlyANumberIsAProcessId() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder).layer(sh("mkdir opt"));
          sh("cd opt; echo 17 >a.pid; printf 4194304 >b.pid; echo 'import os' >c.pid; : >d.pid;"
                  + " echo 12345678901 >e.pid; seq 1000 >f.pid; cp /bin/true g.pid; chmod 644 g.pid;"
                  + " printf '%32d\\n' 17 >h.pid; printf '%64d\\n' 17 >i.pid")
              .in(overlay.container());

          assertEquals(
              List.of(
                  "added critical /opt/g.pid",
                  "added info /opt/a.pid",
                  "added info /opt/b.pid",
                  "added info /opt/h.pid",
                  "added warning /opt/c.pid",
                  "added warning /opt/d.pid",
                  "added warning /opt/e.pid",
                  "added warning /opt/f.pid",
                  "added warning /opt/i.pid"),
              Scanned.of(overlay.located()).findings());
        });
  }
}
