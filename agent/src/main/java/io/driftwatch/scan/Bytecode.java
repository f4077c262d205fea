package io.driftwatch.scan;

import io.driftwatch.file.FilePath;

/**
 * What Python keeps of the modules that it has read. Where it cannot write that, it goes on without
 * a word, and compiles them at the next start once more.
 *
 * @see <a href="https://peps.python.org/pep-3147/">PEP 3147</a>
 * @see <a
 *     href="https://docs.python.org/3/library/importlib.html#importlib.machinery.SourceFileLoader">SourceFileLoader.set_data</a>
 */
final class Bytecode {

  private static final FilePath DIRECTORY = FilePath.of("__pycache__");

  private Bytecode() {}

  /**
   * Whether a path is bytecode, or the directory that was made for it. It is written under another
   * name, a number behind its own, and renamed.
   *
   * @param directory where the path was written to
   */
  static boolean isPythons(FilePath path, FilePath directory) {
    if (directory.equals(FilePath.ROOT) || !directory.name().equals(DIRECTORY)) {
      return false;
    }
    return path.equals(directory)
        || (path.parent().equals(directory)
            && path.name().toString().matches(".+\\.pyc(\\.[0-9]+)?"));
  }
}
