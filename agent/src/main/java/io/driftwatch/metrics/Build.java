package io.driftwatch.metrics;

/**
 * What runs, and where.
 *
 * @param version of driftwatch
 * @param java version of the JVM
 * @param node the node's name
 */
public record Build(String version, String java, String node) {}
