/**
 * Walks the upperdir and the image's layers together, one directory at a time, and hands over every
 * path at which they may differ with both of its sides. The only package that knows how overlayfs
 * writes down a deletion. Files that were read in an earlier pass and have not changed since are
 * not read again.
 */
package io.driftwatch.walk;
