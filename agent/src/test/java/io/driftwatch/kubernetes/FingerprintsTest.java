package io.driftwatch.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftwatch.report.KnownFinding;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FingerprintsTest {

  @Test
  void anEntryOfTheJournalSurvivesJson() throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<KnownFinding> findings =
        IntStream.range(0, 10_000).mapToObj(i -> Drifts.warning("/srv/" + i)).toList();
    JournalEntry entry =
        new JournalEntry(
            "id",
            Fingerprints.of(findings),
            new OpenEvent("default", "web.17", "note", 2, 1_763_719_200_000L),
            true,
            "note of what is declared");

    String text = json.writeValueAsString(entry);

    assertEquals(entry, json.readValue(text, JournalEntry.class));
    assertTrue(text.length() < 110_000, "a bound on what the largest takes: " + text.length());
  }

  @Test
  void theOrderOfFindingsDoesNotMatter() {
    KnownFinding one = Drifts.critical("/a");
    KnownFinding two = Drifts.critical("/b");
    assertEquals(Fingerprints.of(List.of(one, two)), Fingerprints.of(List.of(two, one, two)));
    assertTrue(Fingerprints.of(List.of(one, two)).containsAll(Fingerprints.of(List.of(two))));
    assertFalse(Fingerprints.of(List.of(two)).containsAll(Fingerprints.of(List.of(one, two))));
    assertTrue(Fingerprints.NONE.containsAll(Fingerprints.NONE));
  }

  @Test
  void textThatIsNoneIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Fingerprints.parse("?"));
    assertThrows(IllegalArgumentException.class, () -> Fingerprints.parse("AAAA"));
  }
}
