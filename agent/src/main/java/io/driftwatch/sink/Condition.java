package io.driftwatch.sink;

/**
 * What keeps the agent from looking, or from telling.
 *
 * @param what is concerned, such as {@code container} or {@code config}
 * @param reason why, in one word
 * @param text why, for people; may come from outside
 */
public record Condition(String what, String reason, String text) {}
