package io.driftwatch.discover;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftwatch.container.Image;
import io.driftwatch.file.CannotLookException;

/**
 * What the library that podman stores containers with has on record of a container's image, in
 * {@code containers.json}.
 *
 * @see <a
 *     href="https://github.com/containers/storage/blob/main/containers.go">containers/storage</a>
 */
final class StoredImage {

  private StoredImage() {}

  /** The image of an element of the file. */
  static Image of(JsonNode container) {
    return new Image(
        name(container.path("metadata")),
        ConfigDigest.configuration(container.path("image").textValue()),
        null);
  }

  /** What podman notes for itself is JSON in a text. */
  private static String name(JsonNode metadata) {
    try {
      return metadata.isTextual()
          ? OciConfig.parseJson(OciConfig.utf8(metadata)).path("image-name").textValue()
          : null;
    } catch (CannotLookException e) {
      return null;
    }
  }
}
