package io.driftwatch.discover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftwatch.container.OciProcess;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.IdMap;
import io.driftwatch.file.OwnerMap;
import io.driftwatch.file.Printable;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the runtime was told to run.
 *
 * @param rootPath the root file system; relative to the bundle when it is not absolute
 * @param readOnly whether the root is to be read-only
 * @param mounts what it was told to mount
 * @param volumes which of the mounts are volumes of the container's own
 * @param runtimesFolder where its runtime keeps the files that it makes for it, such as {@code
 *     /etc/hostname}; of a pod, for all containers of its sandbox
 * @param annotations what the runtime's caller noted, CRI's pod names among it
 * @param owners which host's ids the container's are, where it has a user namespace of its own
 * @param confinement what its first process may do, where it says so
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md">OCI runtime
 *     configuration</a>
 */
record OciConfig(
    FilePath rootPath,
    boolean readOnly,
    List<ToldMount> mounts,
    List<Volume> volumes,
    Optional<FilePath> runtimesFolder,
    Map<String, String> annotations,
    OwnerMap owners,
    Optional<OciProcess> confinement) {

  private static final String FILE = "config.json";
  private static final int MAX_BYTES = 8 << 20;

  /** Of linux/limits.h, the NUL at the end included. */
  private static final int PATH_MAX = 4096;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads the configuration of a bundle. */
  static OciConfig read(Directory bundle) throws CannotLookException {
    return parse(StateFile.read(bundle, FILE, MAX_BYTES));
  }

  static OciConfig parse(byte[] json) throws CannotLookException {
    JsonNode config = parseJson(json);
    List<ToldMount> mounts = ToldMounts.of(config);
    return new OciConfig(
        path(config.path("root").path("path")),
        config.path("root").path("readonly").asBoolean(),
        mounts,
        VolumeMounts.of(config.path("mounts"), mounts),
        VolumeMounts.runtimesFolder(config.path("mounts")),
        strings(config.path("annotations")),
        new OwnerMap(
            idMap(config.path("linux").path("uidMappings")),
            idMap(config.path("linux").path("gidMappings"))),
        ConfinementReader.read(config));
  }

  private static IdMap idMap(JsonNode mappings) throws CannotLookException {
    List<IdMap.Range> ranges = new ArrayList<>();
    for (JsonNode mapping : mappings) {
      ranges.add(
          new IdMap.Range(
              id(mapping.path("containerID")),
              id(mapping.path("hostID")),
              id(mapping.path("size"))));
    }
    return new IdMap(ranges);
  }

  /** User and group ids, and numbers of them, have 32 bits. */
  private static long id(JsonNode node) throws CannotLookException {
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.asLong() >> 32 != 0) {
      throw new CannotLookException(Reason.STATE_INVALID, "no id where one should be");
    }
    return node.asLong();
  }

  /** A state file of a runtime, as a tree. */
  static JsonNode parseJson(byte[] json) throws CannotLookException {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      String why = Printable.of(String.valueOf(e.getMessage()));
      throw new CannotLookException(Reason.STATE_INVALID, "no JSON: " + why);
    }
  }

  /** JSON that stands in a text of JSON, as bytes. */
  static byte[] utf8(JsonNode text) {
    return text.asText().getBytes(StandardCharsets.UTF_8);
  }

  /** The members of a JSON object whose values are text. */
  static Map<String, String> strings(JsonNode object) {
    Map<String, String> strings = new LinkedHashMap<>();
    object.properties().stream()
        .filter(field -> field.getValue().isTextual())
        .forEach(field -> strings.put(field.getKey(), field.getValue().asText()));
    return strings;
  }

  /** A path that the kernel would take, since a runtime that was given another runs nothing. */
  static FilePath path(JsonNode node) throws CannotLookException {
    FilePath path = FilePath.of(node.asText());
    if (!node.isTextual()
        || path.length() == 0
        || path.length() >= PATH_MAX
        || node.asText().indexOf('\0') >= 0) {
      throw new CannotLookException(Reason.STATE_INVALID, "no path where one should be");
    }
    return path;
  }
}
