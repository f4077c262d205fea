package io.driftwatch.container;

/**
 * The image that a container was made from; each part null where the runtime's files lack it.
 *
 * @param reference as it was asked for, such as {@code docker.io/library/nginx:1.27}
 * @param id digest of the image's configuration
 * @param digest digest of its manifest
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/config.md">OCI image
 *     configuration</a>
 */
public record Image(String reference, String id, String digest) {

  /** Nothing is known of the image. */
  public static final Image UNKNOWN = new Image(null, null, null);
}
