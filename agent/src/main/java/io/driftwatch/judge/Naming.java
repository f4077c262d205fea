package io.driftwatch.judge;

import io.driftwatch.compare.Change;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileType;
import java.util.Set;

/**
 * What a file's name and place say of it.
 *
 * @param code names of code
 * @param searchPath directories in which the container's programs look for libraries and modules
 */
record Naming(CodeNames code, Set<FilePath> searchPath) {

  static final Naming NONE = new Naming(CodeNames.NONE, Set.of());

  Naming {
    searchPath = Set.copyOf(searchPath);
  }

  /** What Python and Node load where a directory has the name that is asked for. */
  private static final Set<FilePath> PACKAGE =
      Set.of(FilePath.of("__init__.py"), FilePath.of("__init__.pyc"), FilePath.of("index.js"));

  /**
   * Whether what is there now has a name of code. A link does as well: it leads to anything. An
   * empty file runs nothing.
   */
  boolean isCode(Change change) {
    return change.now().filter(side -> isServed(side.stat())).isPresent()
        && code.matches(change.path());
  }

  static boolean isServed(FileStat stat) {
    return stat.isRegularFile() ? stat.size() > 0 : stat.type() == FileType.SYMLINK;
  }

  boolean isInSearchPath(FilePath path) {
    return !searchPath.isEmpty()
        && (isDirectlyIn(path) || (PACKAGE.contains(path.name()) && isDirectlyIn(path.parent())));
  }

  private boolean isDirectlyIn(FilePath path) {
    return !path.equals(FilePath.ROOT) && searchPath.contains(path.parent());
  }
}
