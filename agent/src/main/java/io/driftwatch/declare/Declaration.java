package io.driftwatch.declare;

import io.driftwatch.container.Exec;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Printable;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Excuse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A command that was read.
 *
 * @param exec the command
 * @param effect why it will have none, if that is certain; else {@link Effect#DONE}
 * @param why in words, or why not all of it counts; printable
 * @param targets what it is known to be made to, in the order of its steps
 * @param absent paths that it names and that the image lacks
 */
record Declaration(
    Exec exec, Effect effect, String why, List<Target> targets, List<FilePath> absent) {

  private static final int MAX_CHARACTERS = 200;

  Declaration {
    targets = List.copyOf(targets);
    absent = List.copyOf(absent);
  }

  /** One of which nothing comes. */
  static Declaration without(Exec exec, Effect effect, String why) {
    return new Declaration(exec, effect, why, List.of(), List.of());
  }

  /** The same, but for what cannot have been done so soon after the container's start. */
  Declaration within(Duration age) {
    List<Target> made =
        targets.stream()
            .filter(target -> age.compareTo(exec.from().plus(target.timed().after())) >= 0)
            .toList();
    return new Declaration(exec, effect, why, made, absent);
  }

  List<Step> stepsFor(FilePath file) {
    return Target.steps(targets, file);
  }

  /** Its words, not too many. */
  private String words() {
    StringBuilder words = new StringBuilder();
    for (String word : exec.argv()) {
      words.append(words.length() == 0 ? "" : " ");
      // Asked for with each change, and a shell's text may be long.
      words.append(word, 0, Math.min(word.length(), 2 * MAX_CHARACTERS));
      if (words.length() > 2 * MAX_CHARACTERS) {
        break;
      }
    }
    return Printable.cut(words.toString(), MAX_CHARACTERS);
  }

  Excuse excuse() {
    return new Excuse(Disposition.DECLARED, exec.field(), null, words(), null);
  }

  DeclarationResult result(Effect became, String how) {
    return new DeclarationResult(
        exec.field(),
        Printable.cut(Printable.of(words()), MAX_CHARACTERS),
        became,
        Printable.cut(how, MAX_CHARACTERS));
  }

  /** The result that is known without a look. */
  Optional<DeclarationResult> resultWithoutLook() {
    return effect == Effect.DONE ? Optional.empty() : Optional.of(result(effect, why));
  }
}
