package io.driftwatch.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.container.Container;
import io.driftwatch.container.Pod;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Severity;
import io.driftwatch.report.KnownFinding;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NoteTest {

  private static final Container WEB = Drifts.container("id", "web", null);

  @Test
  void saysHowManyThenWhat() {
    Optional<Digest> digest = Optional.of(new Digest("0123456789abcdef".repeat(4)));
    List<KnownFinding> findings =
        List.of(
            Drifts.finding(Severity.CRITICAL, FilePath.of("/evil"), digest),
            Drifts.warning("/etc/motd"));

    assertEquals(
        "1 critical, 1 warning in container web: added /evil (0123456789ab), added /etc/motd",
        note(findings));
  }

  @Test
  void manyOfOneDirectoryAreToldOfTogether() {
    List<KnownFinding> findings = new ArrayList<>();
    findings.add(Drifts.critical("/usr/lib/python3/dist-packages/foo/evil.so"));
    findings.add(Drifts.warning("/etc/motd"));
    for (int i = 1000; i < 1312; i++) {
      findings.add(Drifts.warning("/usr/lib/python3/dist-packages/foo/" + i));
    }

    assertEquals(
        "1 critical, 313 warning in container web:"
            + " added /usr/lib/python3/dist-packages/foo/evil.so, added /etc/motd,"
            + " added /usr/lib/python3/dist-packages/foo/ (312 paths, warning)",
        note(findings));
  }

  /** What they have in common is the root, which says nothing. */
  @Test
  void saysHowManyThereIsNoRoomFor() {
    List<KnownFinding> findings =
        IntStream.range(1000, 1500).mapToObj(i -> Drifts.warning("/" + i + "/x")).toList();

    String note = note(findings);

    assertTrue(note.startsWith("500 warning in container web: added /1000/x, added "), note);
    assertTrue(note.endsWith(", added /1011/x and 488 more"), note);
  }

  @Test
  void saysAsManyLongOnesAsThereIsRoomFor() {
    List<KnownFinding> findings =
        IntStream.range(10, 20).mapToObj(i -> Drifts.warning("/" + i + "x".repeat(300))).toList();

    String note = note(findings);

    assertTrue(note.endsWith("x, added /12" + "x".repeat(300) + " and 7 more"), note);
    assertTrue(Note.bytes(note) <= Note.MAX_BYTES, note);
  }

  @Test
  void cutsAPathThatFillsItAlone() {
    String note = note(List.of(Drifts.critical("/" + "ü".repeat(2000)), Drifts.critical("/字")));

    assertTrue(note.startsWith("2 critical in container web: added /üü"), note);
    assertTrue(note.endsWith("ü… and 1 more"), note);
    assertTrue(Note.bytes(note) <= Note.MAX_BYTES);
  }

  @Test
  void cutsNoEscape() {
    for (int letters = 0; letters < 4; letters++) {
      String path = "/" + "a".repeat(letters) + "\n".repeat(1000);

      String note = note(List.of(Drifts.critical(path)));

      assertTrue(note.endsWith("\\x0a…"), note);
      assertTrue(Note.bytes(note) > Note.MAX_BYTES - 20 && Note.bytes(note) <= Note.MAX_BYTES);
    }
  }

  @Test
  void tellsASandboxFromItsContainers() {
    Pod pod = new Pod("shop", "web-0", "uid");
    Container sandbox = Drifts.container("id", Container.SANDBOX_NAME, pod);

    assertEquals(
        "Cannot look into the pod's sandbox: its root file system is no overlay (not-overlay)",
        Note.notObservable(sandbox, Reason.NOT_OVERLAY));
    assertEquals(
        "Cannot look into container POD: its root file system is no overlay (not-overlay)",
        Note.notObservable(
            Drifts.container("id", Container.SANDBOX_NAME, null), Reason.NOT_OVERLAY));
  }

  @Test
  void isPrintableAndShortEnoughWhateverThePaths() throws CharacterCodingException {
    Random random = new Random(20261121);
    for (int round = 0; round < 300; round++) {
      List<KnownFinding> findings = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(40); i++) {
        byte[] path = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 5000 : 60)];
        random.nextBytes(path);
        findings.add(Drifts.finding(Severity.CRITICAL, FilePath.of(path), Optional.empty()));
      }

      String note = note(findings);

      // A strict encoder: half a surrogate pair would be an error.
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(note));
      assertTrue(bytes.remaining() <= 1024, note);
      assertTrue(note.codePoints().noneMatch(Character::isISOControl), note);
      assertTrue(note.startsWith(findings.size() + " critical in container web: added "), note);
    }
  }

  private static String note(List<KnownFinding> findings) {
    return Note.drifted(WEB, Drifts.counts(findings), findings);
  }
}
