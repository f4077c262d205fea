/**
 * What differs between the image and the container, path by path. Pure: it is handed both sides of
 * a path as {@link io.driftwatch.compare.Entry} and asks them the cheapest question first.
 */
package io.driftwatch.compare;
