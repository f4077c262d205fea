package io.driftwatch.declare;

import io.driftwatch.compare.Aspect;
import io.driftwatch.compare.Change;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.declare.Step.Remove;
import io.driftwatch.file.FileCapability;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileType;
import io.driftwatch.judge.Excuse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells the changes that commands come to from all others: names of the image that they take away,
 * and modes and owners that are exactly what they set. Nothing that a file gains is among them.
 */
final class Prediction {

  private static final Set<Aspect> PREDICTED =
      Set.of(Aspect.MODE, Aspect.OWNER, Aspect.GROUP, Aspect.CAPABILITY);

  private final List<Declaration> declarations;
  private final int rootPermissions;

  /** Which declarations, by their number, have a target there. */
  private final Map<FilePath, Set<Integer>> at = new HashMap<>();

  Prediction(List<Declaration> declarations, int rootPermissions) {
    this.declarations = declarations;
    this.rootPermissions = rootPermissions;
    for (int i = 0; i < declarations.size(); i++) {
      for (Target target : declarations.get(i).targets()) {
        at.computeIfAbsent(target.path(), path -> new LinkedHashSet<>()).add(i);
      }
    }
  }

  /**
   * Who declared a change.
   *
   * @param age of the container, at most
   */
  Optional<Excuse> excuse(Change change, Duration age) {
    if (at.isEmpty()
        || (change.kind() != ChangeKind.DELETED && change.kind() != ChangeKind.METADATA)) {
      return Optional.empty();
    }
    List<Declaration> covering =
        covering(change.path()).stream()
            .map(declaration -> declaration.within(age))
            .filter(declaration -> !declaration.stepsFor(change.path()).isEmpty())
            .toList();
    if (covering.isEmpty()) {
      return Optional.empty();
    }
    return change.kind() == ChangeKind.DELETED
        ? excuseDeleted(change, covering)
        : excuseMetadata(change, covering);
  }

  boolean covers(FilePath path) {
    return !at.isEmpty() && !covering(path).isEmpty();
  }

  /** Those with a target that covers a path, in order. */
  private List<Declaration> covering(FilePath path) {
    Set<Integer> near = new TreeSet<>();
    FilePath above = path;
    while (true) {
      near.addAll(at.getOrDefault(above, Set.of()));
      if (above.equals(FilePath.ROOT)) {
        break;
      }
      above = above.parent();
    }
    List<Declaration> covering = new ArrayList<>();
    for (int number : near) {
      if (!declarations.get(number).stepsFor(path).isEmpty()) {
        covering.add(declarations.get(number));
      }
    }
    return covering;
  }

  private static Optional<Excuse> excuseDeleted(Change change, List<Declaration> covering) {
    boolean isDirectory = change.type() == FileType.DIRECTORY;
    for (Declaration declaration : covering) {
      for (Step step : declaration.stepsFor(change.path())) {
        if (step instanceof Remove remove && (remove.recursive() || !isDirectory)) {
          return Optional.of(declaration.excuse());
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Excuse> excuseMetadata(Change change, List<Declaration> covering) {
    if (!PREDICTED.containsAll(change.differs()) || gainsAnything(change)) {
      return Optional.empty();
    }
    for (Declaration declaration : covering) {
      if (explains(change, List.of(declaration))) {
        return Optional.of(declaration.excuse());
      }
    }
    return explains(change, covering)
        ? covering.stream()
            .filter(declaration -> setsAnything(declaration, change.path()))
            .findFirst()
            .map(Declaration::excuse)
        : Optional.empty();
  }

  private static boolean setsAnything(Declaration declaration, FilePath path) {
    return declaration.stepsFor(path).stream().anyMatch(step -> !(step instanceof Remove));
  }

  private boolean gainsAnything(Change change) {
    FileStat now = change.now().orElseThrow().stat();
    int had = 0;
    for (FileState state : before(change)) {
      had |= state.permissions();
    }
    Optional<FileCapability> capability = change.now().get().attributes().capability();
    boolean gainsCapability =
        change.differs().contains(Aspect.CAPABILITY) && capability.isPresent();
    boolean isLink = now.type() == FileType.SYMLINK;
    return gainsCapability
        || gainsOwnersRights(change, now)
        || (!isLink && (now.permissions() & ~had) != 0);
  }

  /** A bit that was there already makes another user of who runs the file, if the owner differs. */
  private static boolean gainsOwnersRights(Change change, FileStat now) {
    return (now.isSetUid() && change.differs().contains(Aspect.OWNER))
        || (now.isSetGid() && change.differs().contains(Aspect.GROUP));
  }

  private boolean explains(Change change, List<Declaration> by) {
    FileStat now = change.now().orElseThrow().stat();
    boolean chowned = change.differs().contains(Aspect.CAPABILITY);
    List<List<Step>> commands =
        by.stream().map(declaration -> declaration.stepsFor(change.path())).toList();
    return Reachable.from(before(change), commands).stream()
        .anyMatch(state -> state.isOf(now) && (state.chowned() || !chowned));
  }

  private Set<FileState> before(Change change) {
    FileStat image = change.image().orElseThrow().stat();
    return before(change.path(), image, rootPermissions);
  }

  /** What a file of the image is when the container begins to run. */
  static Set<FileState> before(FilePath path, FileStat image, int rootPermissions) {
    FileState state = FileState.of(image);
    Set<FileState> states = new LinkedHashSet<>(Set.of(state));
    if (path.equals(FilePath.ROOT)) {
      states.add(state.with(rootPermissions));
    }
    return states;
  }
}
