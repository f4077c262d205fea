/**
 * What {@code --listen} serves: Prometheus' metrics, and whether the agent is ready and moves. The
 * only package that knows Prometheus' client; the agent's loop never waits for it.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Exposition
 *     formats</a>
 */
package io.driftwatch.metrics;
