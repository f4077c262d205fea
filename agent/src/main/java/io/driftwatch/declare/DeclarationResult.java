package io.driftwatch.declare;

/**
 * A command that a container's specification has run to change files, and what became of it.
 *
 * @param field of the specification that has it, from the container's on
 * @param command as it is written, its words joined by spaces; printable
 * @param effect what became of it
 * @param why in words, with the path; printable; empty when there is nothing to say
 */
public record DeclarationResult(String field, String command, Effect effect, String why) {

  /** Whether what was declared is not so, and will not become so by itself. */
  public boolean isFailure() {
    return effect == Effect.INEFFECTIVE || effect == Effect.CANNOT_WORK;
  }

  /** Whether it is about the same command. */
  public boolean isOfSame(DeclarationResult other) {
    return field.equals(other.field) && command.equals(other.command);
  }
}
