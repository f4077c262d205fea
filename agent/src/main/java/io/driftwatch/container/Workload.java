package io.driftwatch.container;

/**
 * What a pod is a replica of.
 *
 * @param type in lower case, as kube-prometheus has it: {@code deployment}, {@code daemonset}
 * @param name its name, in the pod's namespace
 */
public record Workload(String type, String name) {}
