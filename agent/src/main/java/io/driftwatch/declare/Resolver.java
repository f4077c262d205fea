package io.driftwatch.declare;

import io.driftwatch.container.Exec;
import io.driftwatch.declare.Meaning.CannotWork;
import io.driftwatch.declare.Meaning.NotUnderstood;
import io.driftwatch.declare.Meaning.Steps;
import io.driftwatch.declare.Step.ChangeOwner;
import io.driftwatch.declare.Step.Remove;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileType;
import io.driftwatch.file.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Finds the files of the image that commands are made to. */
final class Resolver {

  /** Of all commands of a container. */
  private static final int MAX_TARGETS = 512;

  /** Of what lies right in a directory that is changed with all it holds: a sample. */
  private static final int MAX_BELOW = 256;

  /** Of all directories of all commands: each is looked at, and thought about, in each look. */
  private static final int MAX_SAMPLED = 1_024;

  /** What a shell would have split, or looked for. */
  private static final Pattern FOR_A_SHELL = Pattern.compile("[\\s*?$`]");

  private static final FilePath SELF = FilePath.of(".");
  private static final FilePath PARENT = FilePath.of("..");

  private final Surroundings around;
  private int room = MAX_TARGETS;
  private int samples = MAX_SAMPLED;

  Resolver(Surroundings around) {
    this.around = around;
  }

  /** A command with its targets; empty when it is none that changes files. */
  Optional<Declaration> resolve(Exec exec) {
    Meaning meaning = CommandReader.read(exec.argv());
    if (meaning instanceof CannotWork broken) {
      return Optional.of(Declaration.without(exec, Effect.CANNOT_WORK, broken.why()));
    }
    if (meaning instanceof NotUnderstood unclear) {
      return Optional.of(Declaration.without(exec, Effect.NOT_UNDERSTOOD, unclear.why()));
    }
    return meaning instanceof Steps steps ? Optional.of(resolve(exec, steps)) : Optional.empty();
  }

  private Declaration resolve(Exec exec, Steps steps) {
    Course course = new Course(around);
    List<Target> targets = new ArrayList<>();
    List<FilePath> absent = new ArrayList<>();
    Optional<String> broken = Optional.empty();
    Optional<String> doubt = steps.doubt();
    try {
      for (Timed timed : steps.steps()) {
        if (timed.after().compareTo(exec.limit()) >= 0 || !course.comesBy(timed)) {
          doubt = doubt.or(() -> Optional.of(doubtOf(timed.step())));
          continue;
        }
        for (String path : timed.step().paths()) {
          Target target = sampled(target(timed, path), path, targets);
          Optional<String> why = whyNot(target, path, steps.literal());
          course.went(target, FilePath.of(path), why.isEmpty());
          if (why.isPresent()) {
            broken = broken.or(() -> why);
          } else if (target.image().isEmpty()) {
            absent.add(target.path());
          } else if (!around.isMounted(target.path())) {
            targets.add(target);
          }
        }
      }
    } catch (UnclearException e) {
      return Declaration.without(exec, Effect.NOT_UNDERSTOOD, e.getMessage());
    } catch (CannotLookException e) {
      return Declaration.without(exec, Effect.NOT_UNDERSTOOD, e.reason().text());
    }
    if (broken.isEmpty() && doubt.isPresent() && targets.isEmpty() && absent.isEmpty()) {
      return Declaration.without(exec, Effect.NOT_UNDERSTOOD, doubt.get());
    }
    Effect effect = broken.isPresent() ? Effect.CANNOT_WORK : Effect.DONE;
    String why = broken.orElse(doubt.orElse(""));
    return new Declaration(exec, effect, why, targets, absent);
  }

  private static String doubtOf(Step step) {
    return Printable.of("whether it comes to " + step.paths().get(0));
  }

  /** Why a step cannot be made to what the image has. */
  private static Optional<String> whyNot(Target target, String written, boolean literal) {
    if (target.image().isEmpty()) {
      return literal && FOR_A_SHELL.matcher(written).find()
          ? Optional.of("\"" + Printable.of(written) + "\" is one path: there is no shell")
          : Optional.empty();
    }
    boolean isDirectory = target.image().get().isDirectory();
    if (written.endsWith("/") && !isDirectory) {
      return Optional.of(target.path() + " is no directory");
    }
    return target.step() instanceof Remove remove && isDirectory && !remove.recursive()
        ? Optional.of(target.path() + " is a directory")
        : Optional.empty();
  }

  private Target target(Timed timed, String written) throws UnclearException, CannotLookException {
    if (room-- <= 0) {
      throw UnclearException.notUnderstood("more than " + MAX_TARGETS + " files");
    }
    Step step = timed.step();
    FilePath path = FilePath.of(written);
    requireWay(path);
    FilePath inParent = withoutLastLink(path);
    FilePath resolved = step.onLinks() ? inParent : around.image().resolve(path);
    Optional<FileStat> image = around.image().at(resolved);
    boolean isLink = image.isPresent() && image.get().type() == FileType.SYMLINK;
    if (isLink && (written.endsWith("/") || !step.onLinks())) {
      throw UnclearException.notUnderstood("what the link " + written + " leads to");
    }
    return new Target(timed.with(onHost(step)), resolved, image, Map.of());
  }

  /** What a path goes back from, or stays at, is a directory, or the path leads nowhere. */
  private void requireWay(FilePath path) throws UnclearException, CannotLookException {
    List<byte[]> names = path.names();
    for (int i = 1; i < names.size(); i++) {
      if (isDots(names.get(i))) {
        FilePath before = around.image().resolve(FilePath.ROOT.resolveAll(names.subList(0, i)));
        if (around.image().at(before).filter(FileStat::isDirectory).isEmpty()) {
          throw UnclearException.notUnderstood("where " + path + " leads to");
        }
      }
    }
  }

  private static boolean isDots(byte[] name) {
    return FilePath.of(name).equals(SELF) || FilePath.of(name).equals(PARENT);
  }

  /**
   * The target with a sample of what is below it; once in a command, whose end is what counts.
   *
   * @param before targets of the same command
   */
  private Target sampled(Target target, String written, List<Target> before)
      throws CannotLookException {
    boolean isDeep =
        target.step().recursive()
            && !(target.step() instanceof Remove)
            && target.path().equals(withoutLastLink(FilePath.of(written)));
    boolean isDirectory = target.image().filter(FileStat::isDirectory).isPresent();
    boolean isKnown =
        before.stream()
            .anyMatch(other -> other.path().equals(target.path()) && !other.below().isEmpty());
    return isDeep && isDirectory && !isKnown
        ? new Target(target.timed(), target.path(), target.image(), below(target.path()))
        : target;
  }

  private FilePath withoutLastLink(FilePath path) throws CannotLookException {
    List<byte[]> names = path.names();
    if (names.isEmpty()) {
      return FilePath.ROOT;
    }
    byte[] last = names.get(names.size() - 1);
    return isDots(last)
        ? around.image().resolve(path)
        : around
            .image()
            .resolve(FilePath.ROOT.resolveAll(names.subList(0, names.size() - 1)))
            .resolve(last);
  }

  private Map<FilePath, FileStat> below(FilePath directory) throws CannotLookException {
    Map<FilePath, FileStat> below = new HashMap<>();
    for (FilePath path : around.image().in(directory, Math.min(MAX_BELOW, samples))) {
      if (samples == 0) {
        break;
      }
      samples--;
      Optional<FileStat> image = around.image().at(path);
      if (image.isPresent() && !around.isMounted(path)) {
        below.put(path, image.get());
      }
    }
    return below;
  }

  private Step onHost(Step step) {
    return step instanceof ChangeOwner change
        ? new ChangeOwner(
            mapped(change.uid(), around.owners().users()::map),
            mapped(change.gid(), around.owners().groups()::map),
            change.paths(),
            change.recursive(),
            change.onLinks())
        : step;
  }

  private static OptionalLong mapped(OptionalLong id, java.util.function.LongUnaryOperator toHost) {
    return id.isPresent() ? OptionalLong.of(toHost.applyAsLong(id.getAsLong())) : id;
  }
}
