package io.driftwatch.bolt;

import java.util.Optional;

/**
 * What containerd has on record of a container; each text one character a byte, absent where
 * whoever made the container left it out. docker's containers have an image at most.
 *
 * @param image its image's reference
 * @param digest of what the reference leads to now: a manifest, or an index of manifests
 * @param snapshotter which snapshotter has its root
 * @param snapshotKey the name of its snapshot there, see {@link Snapshot#key}
 */
public record ContainerRecord(
    Optional<String> image,
    Optional<String> digest,
    Optional<String> snapshotter,
    Optional<String> snapshotKey) {}
