package io.driftwatch.declare;

import io.driftwatch.compare.Change;
import io.driftwatch.container.Container;
import io.driftwatch.container.Exec;
import io.driftwatch.container.OciProcess;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.judge.Excuse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What one container's specification has done to the files of its image. */
public final class Declarations {

  /** Of a container that declares nothing. */
  public static final Declarations NONE = new Declarations(List.of(), List.of(), 0);

  private static final int MAX_COMMANDS = 64;

  /** What a container's start takes, and what its program does first. */
  private static final Duration START = Duration.ofSeconds(60);

  /** The kubelet and this agent do not see the same moment as a container's start. */
  private static final Duration UNSURE = Duration.ofSeconds(2);

  private final List<Declaration> declarations;
  private final Prediction prediction;
  private final Verdicts verdicts;

  private Declarations(
      List<Declaration> declarations, List<Declaration> made, int rootPermissions) {
    this.declarations = declarations;
    this.prediction = new Prediction(made, rootPermissions);
    this.verdicts = new Verdicts(declarations, rootPermissions);
  }

  /**
   * Reads the commands that a container is to run. What is not known to be run by its pod's
   * specification is the command line that its runtime was given.
   *
   * @param around the files that they find
   */
  public static Declarations of(Container container, Surroundings around) {
    Resolver resolver = new Resolver(around);
    List<Declaration> declarations =
        commands(container).stream()
            .limit(MAX_COMMANDS)
            .flatMap(exec -> resolver.resolve(exec).stream())
            .toList();
    // Under a read-only root none of it is made, whoever runs it.
    List<Declaration> made = container.readOnly() ? List.of() : declarations;
    return new Declarations(declarations, made, around.rootPermissions());
  }

  private static List<Exec> commands(Container container) {
    Optional<List<String>> argv = container.confinement().map(OciProcess::argv);
    if (container.spec().isEmpty()) {
      return argv.map(words -> List.of(Exec.atStart("process.args", words, START)))
          .orElse(List.of());
    }
    List<Exec> commands = new ArrayList<>();
    for (Exec exec : container.spec().get().commands()) {
      // Which program the arguments are for is the image's to say, and the runtime was told.
      boolean isArguments = exec.field().equals("args") && argv.isPresent();
      commands.add(isArguments ? Exec.atStart(exec.field(), argv.get(), exec.due()) : exec);
    }
    return commands;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return declarations.isEmpty();
  }

  /**
   * Who declared exactly this change, if it was.
   *
   * @param age how long ago the container was started: what cannot have been done by then is not
   *     excused
   */
  public Optional<Excuse> excuse(Change change, Duration age) {
    return prediction.excuse(change, age.plus(UNSURE));
  }

  /** Whether a command has anything to do with a path. */
  public boolean covers(FilePath path) {
    return prediction.covers(path);
  }

  /** The paths whose present state tells whether it was done. */
  public Set<FilePath> watched() {
    Set<FilePath> watched = new HashSet<>();
    for (Declaration declaration : declarations) {
      for (Target target : declaration.targets()) {
        watched.addAll(target.files().keySet());
      }
    }
    return watched;
  }

  /**
   * What became of each, in the order of the fields; those left out of which the look tells
   * nothing.
   *
   * @param now what lies at the watched paths that may differ from the image
   * @param seen whether the look came by a path
   * @param age how long ago the container was started
   */
  public List<DeclarationResult> results(Present now, Predicate<FilePath> seen, Duration age) {
    return verdicts.results(now, seen, age);
  }

  /** What lies at watched paths. */
  public interface Present {

    /**
     * What lies there; empty when nothing does.
     *
     * @param image what the image has
     */
    Optional<FileStat> at(FilePath path, FileStat image);
  }
}
