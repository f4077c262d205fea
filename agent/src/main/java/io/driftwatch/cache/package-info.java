/**
 * Remembers what was read of files from one pass to the next, so that an unchanged file is not read
 * again.
 */
package io.driftwatch.cache;
