package io.driftwatch.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.annotation.JsonView;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one version writes, another reads. */
final class StateJsonTest {

  /** As version 1 has it, which takes no field that it does not know. */
  record Old(String name, List<OldPart> parts) {}

  record OldPart(int number) {}

  /** As a later one has it. */
  record Grown(String name, List<GrownPart> parts, @JsonView(Later.class) String more) {}

  record GrownPart(int number, @JsonView(Later.class) List<String> words) {}

  private static final Grown GROWN =
      new Grown(
          "n",
          List.of(new GrownPart(1, List.of("a")), new GrownPart(2, null), new GrownPart(3, null)),
          "m");

  private final StateJson<Grown> json = new StateJson<>(Grown.class);

  @Test
  void whatIsWrittenIsRead() throws IOException {
    assertEquals(GROWN, json.read(json.write(GROWN)));
  }

  @Test
  void versionOneReadsWhatItKnows() throws IOException {
    Old read = new ObjectMapper().readValue(json.write(GROWN), Old.class);

    assertEquals(new Old("n", List.of(new OldPart(1), new OldPart(2), new OldPart(3))), read);
  }

  @Test
  void whatVersionOneWroteIsRead() throws IOException {
    byte[] old = new ObjectMapper().writeValueAsBytes(new Old("n", List.of(new OldPart(1))));

    Grown read = json.read(old);

    assertEquals("n", read.name());
    assertNull(read.more());
    assertNull(read.parts().get(0).words());
  }

  @Test
  void whatALaterVersionAddsIsIgnored() throws IOException {
    byte[] later = bytes("{\"name\":\"n\",\"new\":{\"a\":[1]},\"parts\":[{\"number\":1,\"x\":2}]}");

    assertEquals(1, json.read(later).parts().get(0).number());
  }

  @Test
  void whereNothingWasAddedNothingFollows() throws IOException {
    StateJson<Old> old = new StateJson<>(Old.class);

    assertEquals(
        "{\"name\":\"n\",\"parts\":[]}",
        new String(old.write(new Old("n", List.of())), StandardCharsets.UTF_8));
  }

  /** Whoever writes a runtime's files may call a container so. */
  @Test
  void halfACharacterDoesNotKeepTheRestFromBeingWritten() throws IOException {
    Grown half = new Grown("a\ud800b", List.of(), "\udc00");

    assertEquals(new Grown("a?b", List.of(), "?"), json.read(json.write(half)));
  }

  /** What follows is of another shape, or damaged: no more than an exception comes of it. */
  @Test
  void whatDoesNotBelongTogetherIsNotTakenForSomething() throws IOException {
    String first = "{\"name\":\"n\",\"parts\":[{\"number\":1}]}";

    assertEquals("n", json.read(bytes(first + "[1]")).name());
    assertEquals("n", json.read(bytes(first + "{\"name\":\"other\"}")).name());
    assertEquals(1, json.read(bytes(first + "{\"parts\":[{},{\"words\":[]}]}")).parts().size());
    assertThrows(IOException.class, () -> json.read(bytes(first + "{\"more\":")));
    assertThrows(IOException.class, () -> json.read(bytes("[".repeat(100_000))));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
