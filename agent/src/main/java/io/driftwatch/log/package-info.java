/** The agent's log: lines of JSON about what was found, and about what keeps it from looking. */
package io.driftwatch.log;
