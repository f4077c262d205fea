package io.driftwatch.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.container.Image;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.locate.Recording;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What podman has on record of a container's image. */
final class StoredImageTest {

  @Test
  void itsNameStandsInATextOfJson() throws CannotLookException {
    assertEquals(
        new Image(
            "localhost/lab/busybox:1",
            "sha256:8fc85c5478c2848eb1e06b5cb4e74ddd4bb07404af470ff8a073b98ca10d1eff",
            null),
        StoredImage.of(OciConfig.parseJson(Recording.bytes("podman/containers.json")).path(0)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"image\": 1, \"metadata\": 1}",
        "{\"image\": \"8fc8\", \"metadata\": \"{\"}",
        "{\"image\": null, \"metadata\": \"[]\"}",
        "{\"metadata\": \"{\\\"image-name\\\": 1}\"}",
      })
  void whatIsNotThereIsUnknown(String container) throws CannotLookException {
    assertEquals(
        Image.UNKNOWN,
        StoredImage.of(OciConfig.parseJson(container.getBytes(StandardCharsets.UTF_8))));
  }
}
