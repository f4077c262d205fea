/** The one value that every exporter gets: what a scan saw of a node, in memory that is bounded. */
package io.driftwatch.report;
