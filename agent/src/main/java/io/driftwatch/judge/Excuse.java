package io.driftwatch.judge;

/**
 * Who said that a change is meant to be. What was not said is null.
 *
 * @param kind how it was said
 * @param source where: the field of the pod's specification, or the rule
 * @param owner who answers for it
 * @param reason why
 * @param until when it ends, as it was written
 */
public record Excuse(Disposition kind, String source, String owner, String reason, String until) {}
