package io.driftwatch.bolt;

import java.util.List;

/**
 * A snapshot of containerd's: the writable layer of a container.
 *
 * @param namespace containerd's, one character a byte
 * @param key its name in the namespace, one character a byte; by CRI, ctr and docker the
 *     container's id
 * @param layers numbers of its parents, topmost first, as in {@code snapshots/N}
 */
public record Snapshot(String namespace, String key, List<Long> layers) {

  public Snapshot {
    layers = List.copyOf(layers);
  }
}
