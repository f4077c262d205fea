package io.driftwatch.memory;

/**
 * A view of what is kept: fields that version 1 of driftwatch does not know. It would lose a whole
 * file for one of them, so that they are kept behind what it reads; see {@link StateJson}.
 */
public interface Later {}
