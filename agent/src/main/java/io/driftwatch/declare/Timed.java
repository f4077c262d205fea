package io.driftwatch.declare;

import java.time.Duration;

/**
 * A step with when it comes.
 *
 * @param step what is done
 * @param after how long the command sleeps before
 * @param certain whether nothing comes before it of which nobody knows when, and whether, it ends
 */
record Timed(Step step, Duration after, boolean certain) {}
