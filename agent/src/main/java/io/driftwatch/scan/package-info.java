/**
 * The straight line: discover, locate, walk, compare, judge, report. One scan of a node, or of one
 * container of it.
 */
package io.driftwatch.scan;
