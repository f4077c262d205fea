package io.driftwatch.declare;

import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file of the image that a step is made to.
 *
 * @param timed the step, its owners as the host numbers them
 * @param path where the image has it, or would
 * @param image what the image has there
 * @param below what the image has right in it and the step is made to as well, as far as it is
 *     looked at
 */
record Target(Timed timed, FilePath path, Optional<FileStat> image, Map<FilePath, FileStat> below) {

  Target {
    below = Map.copyOf(below);
  }

  Step step() {
    return timed.step();
  }

  /** What is looked at to tell whether it was done, with what the image has there. */
  Map<FilePath, FileStat> files() {
    Map<FilePath, FileStat> files = new LinkedHashMap<>();
    image.ifPresent(stat -> files.put(path, stat));
    files.putAll(below);
    return files;
  }

  /** Whether the step is made to a file of the image, too. */
  boolean covers(FilePath file) {
    return step().recursive() ? file.startsWith(path) : file.equals(path);
  }

  /** The steps of targets that are made to a file, in their order. */
  static List<Step> steps(List<Target> targets, FilePath file) {
    return targets.stream().filter(target -> target.covers(file)).map(Target::step).toList();
  }
}
