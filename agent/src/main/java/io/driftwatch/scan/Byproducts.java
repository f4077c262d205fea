package io.driftwatch.scan;

import io.driftwatch.compare.Change;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.compare.Entry;
import io.driftwatch.compare.PythonBytecode;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.judge.Trait;
import io.driftwatch.walk.OverlayTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells what programs leave behind by what it holds: a file that is only called so is none. What is
 * compiled is held against the image's own sources and Python, in which the container has no say.
 */
final class Byproducts {

  /** PEP 3147; it is written under a name with a number behind, and renamed. */
  private static final Pattern COMPILED =
      Pattern.compile(
          "([A-Za-z0-9_.-]+)\\.cpython-3([0-9]{1,2})(?:\\.opt-[12])?\\.pyc(?:\\.[0-9]+)?");

  private static final String BYTECODE = ".pyc";
  private static final FilePath CACHE = FilePath.of("__pycache__");

  private static final String PID = ".pid";
  private static final Pattern NUMBER = Pattern.compile("\\s*[0-9]{1,10}\\s*");

  /** Postfix pads its own to 32 columns. */
  private static final int MAX_NUMBER = 64;

  /** Where images have Python, beside the directories that hold what is compiled. */
  private static final List<FilePath> PREFIXES =
      List.of(
          FilePath.of("/usr"),
          FilePath.of("/usr/local"),
          FilePath.of("/opt/conda"),
          FilePath.of("/opt/bitnami/python"),
          FilePath.of("/opt/venv"),
          FilePath.of("/venv"));

  /** Below a prefix, and where virtual environments are beside the code. */
  private static final List<String> PROGRAMS = List.of("bin/", "venv/bin/", ".venv/bin/");

  private static final int MAX_KNOWN = 1_000;

  private final OverlayTree tree;
  private final Map<FilePath, Boolean> interpreters = new HashMap<>();

  /**
   * @param tree of the image
   */
  Byproducts(OverlayTree tree) {
    this.tree = tree;
  }

  /**
   * What the content of a file tells.
   *
   * @param now as the container has it; null where it is gone
   */
  Set<Trait> of(Change change, Entry now) throws IOException {
    if (now == null || change.isProgram()) {
      return Set.of();
    }
    try {
      return now.stat().isRegularFile() ? ofFile(change, now) : ofOther(change, now);
    } catch (CannotLookException e) {
      if (e.reason().mayPass() && !now.isLastLook()) {
        throw e;
      }
      // What cannot be read is taken for nothing harmless.
      return Set.of();
    }
  }

  private static Set<Trait> ofOther(Change change, Entry now) {
    return now.stat().isDirectory() && change.path().name().equals(CACHE)
        ? Set.of(Trait.COMPILED_PYTHON)
        : Set.of();
  }

  private Set<Trait> ofFile(Change change, Entry now) throws IOException {
    String name = change.path().name().toString();
    if (name.endsWith(PID)) {
      return isNumber(now) ? Set.of(Trait.PID_NUMBER) : Set.of();
    }
    boolean isContentNew = change.kind() != ChangeKind.METADATA;
    return isContentNew && name.contains(BYTECODE) ? ofBytecode(change, name, now) : Set.of();
  }

  private static boolean isNumber(Entry file) throws IOException {
    return file.stat().size() <= MAX_NUMBER
        && NUMBER.matcher(new String(file.head(MAX_NUMBER), StandardCharsets.ISO_8859_1)).matches();
  }

  private Set<Trait> ofBytecode(Change change, String name, Entry now) throws IOException {
    Optional<PythonBytecode> code = PythonBytecode.read(now.head(PythonBytecode.HEADER_BYTES));
    if (code.isEmpty()) {
      return Set.of();
    }
    if (!code.get().checked()) {
      return Set.of(Trait.UNCHECKED_PYTHON);
    }
    Matcher compiled = COMPILED.matcher(name);
    boolean isMade =
        change.kind() == ChangeKind.ADDED
            && change.path().parent().name().equals(CACHE)
            && compiled.matches()
            && compiled.group(2).equals(Integer.toString(code.get().minor()))
            && isCompiled(change.path().parent().parent(), compiled.group(1), code.get());
    return isMade ? Set.of(Trait.COMPILED_PYTHON) : Set.of();
  }

  private boolean isCompiled(FilePath directory, String module, PythonBytecode code)
      throws CannotLookException {
    // Python's header is of what the source is a link to, if it is one, as Debian's sitecustomize.
    FilePath file = tree.resolveInImage(directory.resolve(module + ".py"));
    Optional<FileStat> source = tree.inImage(file);
    return source.filter(code::isOf).isPresent() && hasPython(directory, code.minor());
  }

  private boolean hasPython(FilePath directory, int minor) throws CannotLookException {
    String python = "python3." + minor;
    for (FilePath prefix : PREFIXES) {
      if (isInImage(prefix.resolve(PROGRAMS.get(0) + python))) {
        return true;
      }
    }
    FilePath around = directory;
    while (!hasPythonIn(around, python)) {
      if (around.equals(FilePath.ROOT)) {
        return false;
      }
      around = around.parent();
    }
    return true;
  }

  private boolean hasPythonIn(FilePath directory, String python) throws CannotLookException {
    for (String programs : PROGRAMS) {
      if (isInImage(directory.resolve(programs + python))) {
        return true;
      }
    }
    return false;
  }

  private boolean isInImage(FilePath path) throws CannotLookException {
    Boolean known = interpreters.get(path);
    if (known == null) {
      FilePath directory = tree.resolveInImage(path.parent());
      known = tree.inImage(directory.resolveAll(path.name().names())).isPresent();
      if (interpreters.size() < MAX_KNOWN) {
        interpreters.put(path, known);
      }
    }
    return known;
  }
}
