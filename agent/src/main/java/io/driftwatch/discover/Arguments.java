package io.driftwatch.discover;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.linux.ProcessDirectory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * How a process was called.
 *
 * @param words its name and its arguments, one character a byte
 */
record Arguments(List<String> words) {

  Arguments {
    words = List.copyOf(words);
  }

  static Arguments of(ProcessDirectory process) throws CannotLookException {
    return parse(process.readText("cmdline"));
  }

  /** Reads /proc/PID/cmdline: words, each ended by a NUL. */
  static Arguments parse(String cmdline) {
    return new Arguments(List.of(cmdline.split("\0", -1)));
  }

  /** The name it was called by, without folders. */
  String program() {
    return words.get(0).substring(words.get(0).lastIndexOf('/') + 1);
  }

  /** The word after an option where that stands first. */
  Optional<String> option(String name) {
    int at = words.indexOf(name);
    return at > 0 && at + 1 < words.size() ? Optional.of(words.get(at + 1)) : Optional.empty();
  }

  /** The same as an absolute path; anything else is none. */
  Optional<FilePath> path(String name) {
    return option(name)
        .map(word -> FilePath.of(word.getBytes(StandardCharsets.ISO_8859_1)))
        .filter(FilePath::isAbsolute);
  }
}
