package io.driftwatch.discover;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftwatch.container.OciProcess;
import io.driftwatch.file.FilePath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what a container's first process may do. It is no more than advice rests on: a part that is
 * not as it should be leaves it unknown, and the container is observed all the same.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md#process">OCI
 *     runtime configuration, "process"</a>
 */
final class ConfinementReader {

  /** Of the words of a command line; one that is longer is not kept. */
  private static final int MAX_CHARACTERS = 32 << 10;

  /** Of capabilities: more than any Linux has. */
  private static final int MAX_CAPABILITIES = 1024;

  /** ld.so(8), python(1), perlrun(1), ruby(1), node(1). Where classes are is told by content. */
  private static final Set<String> SEARCH_PATHS =
      Set.of("LD_LIBRARY_PATH", "PYTHONPATH", "PERL5LIB", "PERLLIB", "RUBYLIB", "NODE_PATH");

  /** Of a search path: more than anybody names. */
  private static final int MAX_DIRECTORIES = 256;

  /** The one that a container must have to be called privileged, whatever else it lacks. */
  private static final String CAP_SYS_ADMIN = "CAP_SYS_ADMIN";

  private ConfinementReader() {}

  /** What a runtime's configuration says; empty where it tells of no process. */
  static Optional<OciProcess> read(JsonNode config) {
    JsonNode process = config.path("process");
    JsonNode user = process.path("user");
    if (!isId(user.path("uid")) || !isId(user.path("gid"))) {
      return Optional.empty();
    }
    Set<String> capabilities = new HashSet<>(texts(process.path("capabilities").path("bounding")));
    return Optional.of(
        new OciProcess(
            argv(process.path("args")),
            user.path("uid").asLong(),
            user.path("gid").asLong(),
            workingDirectory(process.path("cwd")),
            !process.path("noNewPrivileges").asBoolean(),
            capabilities,
            masksNothing(config.path("linux")) && capabilities.contains(CAP_SYS_ADMIN),
            searchPath(process.path("env"))));
  }

  /** Directories of the variables by which the linker and interpreters are told where to look. */
  private static Set<FilePath> searchPath(JsonNode environment) {
    Set<FilePath> directories = new HashSet<>();
    for (JsonNode variable : environment) {
      String[] parts = variable.asText().split("=", 2);
      if (parts.length == 2
          && SEARCH_PATHS.contains(parts[0])
          && parts[1].length() <= MAX_CHARACTERS) {
        for (String directory : parts[1].split("[:;]", MAX_DIRECTORIES)) {
          if (directory.startsWith("/") && directories.size() < MAX_DIRECTORIES) {
            directories.add(FilePath.ROOT.resolve(directory).normalized());
          }
        }
      }
    }
    return directories;
  }

  /** What docker, podman and containerd write for a privileged container: neither list. */
  private static boolean masksNothing(JsonNode linux) {
    return linux.path("maskedPaths").isEmpty() && linux.path("readonlyPaths").isEmpty();
  }

  /** A command of which words were left out would be another one. */
  private static List<String> argv(JsonNode args) {
    List<String> argv = new ArrayList<>();
    int left = MAX_CHARACTERS;
    for (JsonNode word : args) {
      left -= word.isTextual() ? word.asText().length() + 1 : MAX_CHARACTERS + 1;
      if (left < 0) {
        return List.of();
      }
      argv.add(word.asText());
    }
    return argv;
  }

  /** The root where it names none, which runtimes take for that. */
  private static FilePath workingDirectory(JsonNode cwd) {
    String path = cwd.asText();
    return path.length() > MAX_CHARACTERS
        ? FilePath.ROOT
        : FilePath.ROOT.resolve(FilePath.of(path).bytes()).normalized();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    for (JsonNode text : array) {
      if (text.isTextual() && texts.size() < MAX_CAPABILITIES) {
        texts.add(text.asText());
      }
    }
    return texts;
  }

  private static boolean isId(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong() && node.asLong() >> 32 == 0;
  }
}
