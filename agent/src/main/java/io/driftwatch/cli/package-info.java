/** The commands, and the wiring of everything by hand. */
package io.driftwatch.cli;
