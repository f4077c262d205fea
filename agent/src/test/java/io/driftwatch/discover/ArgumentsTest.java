package io.driftwatch.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.FilePath;
import io.driftwatch.locate.Recording;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How conmon is called. */
final class ArgumentsTest {

  private static final String ID =
      "c38e459772fc7e2dd29388eb49693c3a6a26658b61157ea50fba7c8a8a55fb32";

  @Test
  void conmonIsToldEverythingOfItsContainer() {
    Arguments conmon =
        Arguments.parse(Recording.text("process/conmon-podman-rootless-cmdline.txt"));

    assertEquals("conmon", conmon.program());
    assertEquals(Optional.of(ID), conmon.option("-c"));
    assertEquals(Optional.of("idle"), conmon.option("-n"));
    assertEquals(
        Optional.of(
            FilePath.of(
                "/home/user/.local/share/containers/storage/overlay-containers/"
                    + ID
                    + "/userdata")),
        conmon.path("-b"));
    assertEquals(
        Optional.of(
            FilePath.of(
                "/run/user/1001/containers/overlay-containers/" + ID + "/userdata/pidfile")),
        conmon.path("-p"));
  }

  /** It names the container, too, and a process in it. */
  @Test
  void conmonOfAFurtherCommandIsToldApart() {
    assertFalse(
        Conmon.isOfFurtherCommand(
            Arguments.parse(Recording.text("process/conmon-podman-cmdline.txt"))));
    assertTrue(
        Conmon.isOfFurtherCommand(
            Arguments.parse(Recording.text("process/conmon-podman-exec-cmdline.txt"))));
  }

  @Test
  void anOptionWithoutAWordIsNone() {
    Arguments arguments = new Arguments(List.of("-c", "x", "-c"));

    assertEquals(Optional.empty(), arguments.option("-c"));
    assertEquals(Optional.empty(), arguments.option("-b"));
  }

  @Test
  void aPathIsAbsolute() {
    assertEquals(Optional.empty(), new Arguments(List.of("conmon", "-b", "a/b")).path("-b"));
    assertEquals(Optional.empty(), new Arguments(List.of("conmon", "-b", "")).path("-b"));
  }

  /** A process may have thrown its arguments away. */
  @Test
  void thereMayBeNone() {
    assertEquals("", Arguments.parse("").program());
    assertEquals(Optional.empty(), Arguments.parse("").option("-c"));
  }
}
