package io.driftwatch.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Reason;
import io.driftwatch.locate.Recording;
import io.driftwatch.testing.Mutations;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel says of a process, whatever name the process gave itself. */
final class ProcessStatusTest {

  @Test
  void readsTheNameTheParentAndTheStartOfARootProcess() throws CannotLookException {
    assertEquals(
        new ProcessStatus("containerd-shim", false, 31260, 696145, 0, true, 0), recorded("root"));
  }

  /**
   * The name is {@code ") S 1 (a b\nc)"}: it looks like the end of a name, a state and a parent.
   */
  @Test
  void aNameWithSpacesParenthesesAndANewlineForgesNoField() throws CannotLookException {
    assertEquals(
        new ProcessStatus(") S 1 (a b\nc)", false, 31260, 696145, 65534, false, 0),
        recorded("odd-name"));
  }

  /** The name is {@code "a\rUid:\t0\t0"}, which the kernel prints as it is. */
  @Test
  void aNameThatLooksLikeALineMakesNobodyRoot() throws CannotLookException {
    assertEquals(
        new ProcessStatus("a\rUid:\t0\t0", false, 31260, 696146, 65534, false, 0),
        recorded("forged-status"));
  }

  /** The name is {@code "\rUid:"}. Any user can give it to a process, and every scan reads it. */
  @Test
  void aNameThatLooksLikeHalfALineBreaksNothing() throws CannotLookException {
    assertEquals(
        new ProcessStatus("\rUid:", false, 31260, 696146, 65534, false, 0),
        recorded("broken-status"));
  }

  @Test
  void aSetUidProgramIsNotRootsOwn() throws CannotLookException {
    assertEquals(new ProcessStatus("su", false, 31260, 696146, 0, false, 0), recorded("set-uid"));
  }

  @ParameterizedTest
  @CsvSource({
    "0 0 0 0,       true",
    "0 0 1000 1000, true",
    "0 1000 0 0,    false",
    "1000 0 0 0,    false",
    "00 0 0 0,      false",
    "1000 1000 1000 1000, false",
  })
  void isRootByTheRealAndTheEffectiveUser(String uids, boolean expected)
      throws CannotLookException {
    String status = "Name:\tx\nUid:\t" + uids.replace(' ', '\t') + "\nGid:\t1\t1\t1\t1\n";

    assertEquals(expected, ProcessStatus.parse(text("root-stat"), status).isRoot());
  }

  @ParameterizedTest
  @CsvSource({"4711, 1, true", "4711 12, 2, false", "4711 12 1, 3, false", "'', 0, false"})
  void isOfTheHostWhereItHasASinglePid(String pids, int namespaces, boolean ofHost)
      throws CannotLookException {
    String line = pids.isEmpty() ? "" : "NSpid:\t" + pids.replace(' ', '\t') + "\n";
    ProcessStatus status =
        ProcessStatus.parse(text("root-stat"), "Name:\tx\n" + line + "NSpgid:\t1\n");

    assertEquals(namespaces, status.pidNamespaces());
    assertEquals(ofHost, status.isInPidNamespaceOfHost());
  }

  @ParameterizedTest
  @CsvSource({"S, false", "Z, true", "X, true", "D, false"})
  void hasEndedWhenOnlyItsStatusIsLeft(String state, boolean ended) throws CannotLookException {
    String stat = text("root-stat").replaceFirst("\\) [A-Z] ", ") " + state + " ");

    assertEquals(ended, ProcessStatus.parse(stat, text("root-status")).hasEnded());
  }

  @Test
  void hasNotEndedWhileAThreadGoesOnWithoutTheFirst() throws CannotLookException {
    // Seen of a program in docker whose first thread called pthread_exit(3).
    String stat = "10552 (z) Z 10532 10552 10552 0 -1 4227340 1040 0 0 0 1 2 0 0 20 0 2 0 2755471";

    assertEquals(false, ProcessStatus.parse(stat, "Name:\tz\n").hasEnded());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Name:\tx\n", "Gid:\t0\t0\t0\t0\n"})
  void whoseUserIsUnknownIsNotRoot(String status) throws CannotLookException {
    assertEquals(false, ProcessStatus.parse(text("root-stat"), status).isRoot());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1 (a",
        "1 (a)",
        ") 1 (",
        "1 (a) S x 1 1 0 -1 1 1 1 1 1 1 1 1 1 20 0 1 0 696145 1 1",
        "1 (a) S 1 1 1 0 -1 1 1 1 1 1 1 1 1 1 20 0 1 0 99999999999999999999 1 1",
      })
  void textThatTheKernelDoesNotWriteIsRefused(String stat) {
    assertEquals(
        Reason.STATE_INVALID,
        assertThrows(CannotLookException.class, () -> ProcessStatus.parse(stat, "")).reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"root", "odd-name", "set-uid"})
  @Timeout(60)
  void brokenTextIsReadOrRefused(String recording) {
    Mutations.feed(
        hostile -> ProcessStatus.parse(latin(hostile), text(recording + "-status")),
        bytes(recording + "-stat"),
        1,
        5_000);
    Mutations.feed(
        hostile -> ProcessStatus.parse(text(recording + "-stat"), latin(hostile)),
        bytes(recording + "-status"),
        2,
        5_000);
  }

  private static ProcessStatus recorded(String name) throws CannotLookException {
    return ProcessStatus.parse(text(name + "-stat"), text(name + "-status"));
  }

  private static String text(String name) {
    return latin(bytes(name));
  }

  private static byte[] bytes(String name) {
    return Recording.bytes("process/" + name + ".txt");
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
