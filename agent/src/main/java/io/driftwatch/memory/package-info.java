/**
 * What the agent remembers from one look to the next, and over a restart: which findings it has
 * told of, when it first saw them, and where containers wrote.
 */
package io.driftwatch.memory;
