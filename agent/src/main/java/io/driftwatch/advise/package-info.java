/**
 * What it takes to make a container immutable, by where it was seen to write and what its
 * specification says. Pure.
 */
package io.driftwatch.advise;
