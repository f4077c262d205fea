package io.driftwatch.declare;

import io.driftwatch.declare.Declarations.Present;
import io.driftwatch.declare.Step.Remove;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Tells what became of commands, by the files that they are made to. */
final class Verdicts {

  private final List<Declaration> declarations;
  private final int rootPermissions;

  Verdicts(List<Declaration> declarations, int rootPermissions) {
    this.declarations = declarations;
    this.rootPermissions = rootPermissions;
  }

  List<DeclarationResult> results(Present now, Predicate<FilePath> seen, Duration age) {
    List<DeclarationResult> results = new ArrayList<>();
    for (Declaration declaration : declarations) {
      declaration
          .resultWithoutLook()
          .or(() -> result(declaration, now, seen, age))
          .ifPresent(results::add);
    }
    return results;
  }

  private Optional<DeclarationResult> result(
      Declaration declaration, Present now, Predicate<FilePath> seen, Duration age) {
    if (declaration.targets().isEmpty()) {
      // Those that lie in volumes are no business of the image.
      return declaration.absent().stream()
          .findFirst()
          .map(path -> declaration.result(Effect.DONE, "the image has no " + path));
    }
    Optional<DeclarationResult> pending = Optional.empty();
    boolean unseen = false;
    for (Target target : declaration.targets()) {
      unseen |= !target.files().keySet().stream().allMatch(seen);
      Optional<String> why = failure(declaration, target, now, seen);
      if (why.isPresent() && isDue(declaration, target.timed(), age)) {
        return Optional.of(declaration.result(Effect.INEFFECTIVE, why.get()));
      }
      pending = pending.or(() -> why.map(text -> declaration.result(Effect.PENDING, text)));
    }
    if (unseen) {
      return Optional.empty();
    }
    return Optional.of(pending.orElseGet(() -> declaration.result(Effect.DONE, declaration.why())));
  }

  private static boolean isDue(Declaration declaration, Timed timed, Duration age) {
    return age.compareTo(declaration.exec().due().plus(timed.after())) >= 0;
  }

  /** What is not as a step has it, among what the look came by. */
  private Optional<String> failure(
      Declaration declaration, Target target, Present now, Predicate<FilePath> seen) {
    return target.files().entrySet().stream()
        .filter(file -> seen.test(file.getKey()))
        .flatMap(
            file ->
                failure(declaration, target.step(), file.getKey(), file.getValue(), now).stream())
        .findFirst();
  }

  private Optional<String> failure(
      Declaration declaration, Step step, FilePath path, FileStat image, Present present) {
    Optional<FileStat> now = present.at(path, image);
    if (now.isEmpty()) {
      return Optional.empty(); // what is gone is as hard as can be
    }
    if (step instanceof Remove) {
      return Optional.of(path + " is still there");
    }
    Set<FileState> wanted = wanted(declaration, path, image);
    return wanted.stream().anyMatch(state -> state.isOf(now.get()))
        ? Optional.empty()
        : Optional.of(difference(path, now.get(), wanted.iterator().next()));
  }

  /** How a command leaves a file, or others do that are run after it. */
  private Set<FileState> wanted(Declaration declaration, FilePath path, FileStat image) {
    List<List<Step>> others = new ArrayList<>();
    for (Declaration other : declarations) {
      if (!other.equals(declaration)) {
        others.add(other.stepsFor(path));
      }
    }
    List<Step> own = declaration.stepsFor(path);
    Set<FileState> before = Prediction.before(path, image, rootPermissions);
    List<List<Step>> all = new ArrayList<>(others);
    all.add(own);
    Set<FileState> ends = Reachable.atEnd(Reachable.from(before, all), own);
    return Reachable.from(ends, others);
  }

  private static String difference(FilePath path, FileStat now, FileState wanted) {
    if (wanted.permissions() != now.permissions()) {
      return "%s has mode %04o, not %04o".formatted(path, now.permissions(), wanted.permissions());
    }
    return "%s belongs to %d:%d, not %d:%d"
        .formatted(path, now.uid(), now.gid(), wanted.uid(), wanted.gid());
  }
}
