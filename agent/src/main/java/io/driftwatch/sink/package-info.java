/**
 * What the agent sees, as values, and who is told of it. A destination is one class that implements
 * {@link io.driftwatch.sink.Sink}, in a package of its own.
 */
package io.driftwatch.sink;
