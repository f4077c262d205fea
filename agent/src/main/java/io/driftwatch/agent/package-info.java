/**
 * The daemon: the straight line on a schedule. Which container is looked at when, by whom, and what
 * follows from what was seen.
 */
package io.driftwatch.agent;
