package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import java.util.Optional;

/** Is told of what could not be looked at. */
public interface PathErrors {

  /**
   * A path that could not be looked at, or not in full; of a directory that is not entered, what
   * lies below it neither.
   */
  void cannotLook(FilePath path, Reason reason);

  /** A part of a look, which may fail. */
  @FunctionalInterface
  interface Part {
    void look() throws CannotLookException;
  }

  /** A part of a look that others need. */
  @FunctionalInterface
  interface Question<T> {
    T ask() throws CannotLookException;
  }

  /** Does a part of a look; that it failed is told, and the others may go on. */
  default void attempt(FilePath path, Part part) {
    try {
      part.look();
    } catch (CannotLookException | RuntimeException | StackOverflowError e) {
      cannotLook(path, Failure.reason(e));
    }
  }

  /** The same for a part with an answer, which is empty where it failed. */
  default <T> Optional<T> answer(FilePath path, Question<T> question) {
    try {
      return Optional.of(question.ask());
    } catch (CannotLookException | RuntimeException | StackOverflowError e) {
      cannotLook(path, Failure.reason(e));
      return Optional.empty();
    }
  }
}
