package io.driftwatch.discover;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.container.Image;
import io.driftwatch.file.FilePath;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.locate.Recording;
import io.driftwatch.testing.FakeNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What podman's storage has on record, whoever wrote it. */
@Timeout(60)
final class RuntimeStateTest {

  private static final String ID =
      "4bb9d43d6b6765e73df4c7371322a44eb0e8d2bd11758dca7118ce136fad7131";
  private static final FilePath FOLDER = FilePath.of("/storage/overlay-containers");

  @TempDir private Path folder;

  @Test
  void findsTheImageOfAContainer() throws IOException {
    Optional<Image> image = stored(Recording.bytes("podman/containers.json"));

    assertEquals("localhost/lab/busybox:1", image.orElseThrow().reference());
  }

  @Test
  void whatComesBeforeAFaultCounts() throws IOException {
    String recorded = Recording.text("podman/containers.json").strip();
    String broken = recorded.substring(0, recorded.length() - 1) + ", {\"id\": ";

    assertTrue(stored(broken.getBytes(UTF_8)).isPresent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[", "[1]", "[[]]", "null", "[{}]", "[{\"id\":1}]", "x"})
  void whatIsNoListHasNothing(String json) throws IOException {
    assertEquals(Optional.empty(), stored(json.getBytes(UTF_8)));
  }

  @Test
  void aListOfAnyDepthIsNotFollowed() throws IOException {
    assertEquals(Optional.empty(), stored("[{\"a\":".repeat(1 << 20).getBytes(UTF_8)));
  }

  @Test
  void aListOfAnyLengthIsNotRead() throws IOException {
    assertEquals(Optional.empty(), stored((" ".repeat(17 << 20) + "[]").getBytes(UTF_8)));
  }

  @Test
  void aListOfAnothersIsNotRead() throws IOException {
    FakeNode node = node(Recording.bytes("podman/containers.json"));

    assertEquals(Optional.empty(), stored(node, HostIds.NONE));
  }

  private Optional<Image> stored(byte[] json) throws IOException {
    FakeNode node = node(json);
    long own = ((Number) Files.getAttribute(folder, "unix:uid")).longValue();
    return stored(node, new HostIds(List.of(new HostIds.IdRange(own, 1))));
  }

  private FakeNode node(byte[] json) throws IOException {
    return new FakeNode(folder).with(FOLDER + "/containers.json", json);
  }

  private static Optional<Image> stored(FakeNode node, HostIds owners) throws IOException {
    Conmon conmon =
        new Conmon(
            null,
            null,
            ID,
            Optional.empty(),
            FOLDER,
            FOLDER,
            Optional.empty(),
            Optional.of(owners));
    try (HostRoot host = node.open();
        RuntimeState state = new RuntimeState(host)) {
      return state.stored(FOLDER, conmon);
    }
  }
}
