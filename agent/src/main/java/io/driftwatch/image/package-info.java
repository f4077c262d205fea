/**
 * What images have, as far as scans of their containers ask for it: programs, what lies below a
 * directory, code. An image does not change, so that it is read once for all of its containers.
 */
package io.driftwatch.image;
