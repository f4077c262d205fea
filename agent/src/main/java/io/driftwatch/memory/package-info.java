/**
 * What the agent remembers from one look to the next, and over a restart: which findings it has
 * told of, and when it first saw them.
 */
package io.driftwatch.memory;
