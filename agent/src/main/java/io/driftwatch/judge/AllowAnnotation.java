package io.driftwatch.judge;

import io.driftwatch.compare.Change;
import io.driftwatch.container.Pod;
import io.driftwatch.file.Printable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a pod's own annotation allows. Whoever may write a pod may write it, so it pardons little,
 * and it counts as a whole or not at all.
 *
 * @param globs of paths, each below a directory that is written out
 * @param owner the pod, as namespace and name
 * @param problem why the annotation does not count, printable
 */
record AllowAnnotation(List<Glob> globs, String owner, Optional<String> problem) {

  /** What findings and metrics call it. */
  static final String SOURCE = "annotation driftwatch.io/allow";

  static final AllowAnnotation NONE = new AllowAnnotation(List.of(), "", Optional.empty());

  private static final String KEY = "driftwatch.io/allow";
  private static final String REASON = "the pod's annotation";
  private static final int MAX_BYTES = 4_096;
  private static final int MAX_GLOBS = 64;
  private static final int MAX_SAID = 200;
  private static final Pattern SEPARATOR = Pattern.compile("[,\n]");

  static AllowAnnotation of(Pod pod) {
    String text = pod.annotations().get(KEY);
    if (text == null) {
      return NONE;
    }
    String owner = Printable.of(pod.toString());
    try {
      return new AllowAnnotation(globs(text), owner, Optional.empty());
    } catch (IllegalArgumentException e) {
      String said = Printable.cut(Printable.of(e.getMessage()), MAX_SAID);
      return new AllowAnnotation(
          List.of(), owner, Optional.of(SOURCE + " of " + owner + " does not count: " + said));
    }
  }

  private static List<Glob> globs(String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new IllegalArgumentException("it has more than 4 KiB");
    }
    List<String> patterns =
        SEPARATOR.splitAsStream(text).map(String::strip).filter(p -> !p.isEmpty()).toList();
    if (patterns.size() > MAX_GLOBS) {
      throw new IllegalArgumentException("it has more than 64 patterns");
    }
    return patterns.stream().map(AllowAnnotation::glob).toList();
  }

  private static Glob glob(String pattern) {
    Glob glob = Glob.of(pattern);
    if (!glob.hasPlainFirstName()) {
      throw new IllegalArgumentException(
          "a pattern begins with / and a name without wildcards: " + pattern);
    }
    return glob;
  }

  /** The excuse of a change, if this pardons it. */
  Optional<Excuse> excuse(Change change, Severity severity) {
    boolean pardons =
        severity != Severity.CRITICAL
            && !change.isOfImage()
            && globs.stream().anyMatch(glob -> glob.matches(change.path()));
    return Optional.of(new Excuse(Disposition.ALLOWED, SOURCE, owner, REASON, null))
        .filter(excuse -> pardons);
  }

  /** Its problem, if it has one. */
  Stream<String> problems() {
    return problem.stream();
  }
}
