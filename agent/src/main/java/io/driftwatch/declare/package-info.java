/**
 * What a container's own specification says it does to the files of its image: commands that are
 * understood, what they must come to, and whether they did. Pure.
 */
package io.driftwatch.declare;
