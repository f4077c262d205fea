package io.driftwatch.kubernetes;

import java.util.Optional;

/**
 * What an Event is about.
 *
 * @param namespace of the pod
 * @param name of the pod
 * @param uid of the pod; of a static one as the kubelet has it, by which kubectl looks for it
 * @param field which of its containers; empty for its sandbox
 */
record Regarding(String namespace, String name, String uid, Optional<String> field) {}
