package io.driftwatch.declare;

import io.driftwatch.declare.Step.ChangeMode;
import io.driftwatch.declare.Step.Remove;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How far a command is known to come through its steps with the files that it finds: one that fails
 * may be the last, and one that takes away what the others need is.
 */
final class Course {

  /** Where the programs are that make the steps, and what those need. */
  private static final List<FilePath> NEEDED =
      Stream.of(
              "/bin",
              "/sbin",
              "/lib",
              "/lib64",
              "/usr/bin",
              "/usr/sbin",
              "/usr/lib",
              "/usr/lib64",
              "/usr/local/bin")
          .map(FilePath::of)
          .toList();

  /** What they are called. */
  private static final Set<String> PROGRAMS =
      Set.of("rm", "unlink", "chmod", "chown", "sleep", "busybox", "toybox", "coreutils");

  private static final String LIBRARY = ".so";

  /** What programs and the directories that hold them have for everyone. */
  private static final int USABLE = 0555;

  private final Surroundings around;
  private final Map<String, FilePath> entered = new HashMap<>();
  private final Collection<FilePath> removed = new HashSet<>();
  private final Collection<FilePath> removedLinks = new ArrayList<>();

  /** Whether all steps up to now on which the next may depend are known to succeed. */
  private boolean sure = true;

  private boolean crippled;

  Course(Surroundings around) {
    this.around = around;
  }

  /** Whether a step is known to be come to, after those before. */
  boolean comesBy(Timed timed) throws CannotLookException {
    sure = (sure || !timed.conditional()) && !crippled;
    for (String directory : timed.entered()) {
      if (!sure) {
        break;
      }
      sure = isDirectory(resolved(directory));
    }
    return sure;
  }

  /**
   * Each step asks again for what was entered before it, and a text can have thousands of names.
   */
  private FilePath resolved(String directory) throws CannotLookException {
    FilePath known = entered.get(directory);
    if (known == null) {
      known = around.image().resolve(FilePath.of(directory));
      entered.put(directory, known);
    }
    return known;
  }

  private boolean isDirectory(FilePath path) throws CannotLookException {
    return removed.stream().noneMatch(path::startsWith)
        && around.image().at(path).filter(FileStat::isDirectory).isPresent();
  }

  /**
   * Notes what a step does at one of its paths.
   *
   * @param written as the command has the path
   * @param works whether it may be done to what the image has there
   */
  void went(Target target, FilePath written, boolean works) throws CannotLookException {
    sure &= works && succeeds(target, written);
    crippled |= cripples(target);
    if (target.step() instanceof Remove) {
      removed.add(target.path());
      if (target.image().filter(stat -> stat.type() == FileType.SYMLINK).isPresent()) {
        removedLinks.add(target.path());
      }
    }
  }

  private boolean succeeds(Target target, FilePath written) throws CannotLookException {
    FilePath path = target.path();
    boolean isMountBelow = target.step().recursive() && around.hasMountBelow(path);
    if (around.isMounted(path) || isMountBelow || isByRemovedLink(written)) {
      return false;
    }
    if (target.image().isPresent() && removed.stream().noneMatch(path::startsWith)) {
      return true;
    }
    return target.step() instanceof Remove remove && remove.force() && isDirectory(path.parent());
  }

  private boolean isByRemovedLink(FilePath written) {
    return removedLinks.stream().anyMatch(written::startsWith);
  }

  private static boolean cripples(Target target) {
    FilePath path = target.path();
    String name = path.name().toString();
    boolean isNeeded =
        NEEDED.stream().anyMatch(needed -> needed.startsWith(path))
            || PROGRAMS.contains(name)
            || name.contains(LIBRARY);
    return isNeeded && target.image().isPresent() && takes(target.step());
  }

  private static boolean takes(Step step) {
    return step instanceof Remove
        || (step instanceof ChangeMode change
            && change.mode().apply(USABLE, true).stream()
                .anyMatch(mode -> (mode & USABLE) != USABLE));
  }
}
