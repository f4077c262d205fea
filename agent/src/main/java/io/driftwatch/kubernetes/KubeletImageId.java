package io.driftwatch.kubernetes;

import io.driftwatch.container.Image;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what the kubelet says of a container's image. */
final class KubeletImageId {

  /** A manifest's digest comes after a repository, a configuration's has none. */
  private static final Pattern IMAGE_ID = Pattern.compile("(.*@)?((?:sha256:)?[0-9a-f]{64})");

  private KubeletImageId() {}

  /**
   * The image with the digest in a container's status, where the runtime's own files did not have
   * it.
   */
  static Image complete(Image image, String imageId) {
    Matcher matcher = IMAGE_ID.matcher(PodReader.withoutScheme(imageId));
    if (!matcher.matches()) {
      return image;
    }
    String hex = matcher.group(2);
    String digest = hex.startsWith("sha256:") ? hex : "sha256:" + hex;
    if (matcher.group(1) != null) {
      return image.digest() == null ? new Image(image.reference(), image.id(), digest) : image;
    }
    return image.id() == null ? new Image(image.reference(), digest, image.digest()) : image;
  }
}
