package io.driftwatch.discover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the runtime was told to run.
 *
 * @param rootPath the root file system; relative to the bundle when it is not absolute
 * @param readOnly whether the root is to be read-only
 * @param mountDestinations where it was told to mount something, links not resolved
 * @param annotations what the runtime's caller noted, CRI's pod names among it
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md">OCI runtime
 *     configuration</a>
 */
record OciConfig(
    FilePath rootPath,
    boolean readOnly,
    List<FilePath> mountDestinations,
    Map<String, String> annotations) {

  private static final String FILE = "config.json";
  private static final int MAX_BYTES = 8 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads the configuration of a bundle. */
  static OciConfig read(Directory bundle) throws CannotLookException {
    return parse(bundle.readFile(FILE, MAX_BYTES));
  }

  static OciConfig parse(byte[] json) throws CannotLookException {
    JsonNode config = parseJson(json);
    JsonNode rootPath = config.path("root").path("path");
    if (!rootPath.isTextual() || rootPath.asText().isEmpty()) {
      throw new CannotLookException(Reason.STATE_INVALID, "no root.path");
    }
    List<FilePath> destinations = new ArrayList<>();
    config.path("mounts").forEach(mount -> add(destinations, mount.path("destination")));
    config.path("linux").path("maskedPaths").forEach(path -> add(destinations, path));
    config.path("linux").path("readonlyPaths").forEach(path -> add(destinations, path));
    return new OciConfig(
        FilePath.of(rootPath.asText()),
        config.path("root").path("readonly").asBoolean(),
        destinations,
        strings(config.path("annotations")));
  }

  /** A state file of a runtime, as a tree. */
  static JsonNode parseJson(byte[] json) throws CannotLookException {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new CannotLookException(Reason.STATE_INVALID, "no JSON: " + e.getMessage());
    }
  }

  /** The members of a JSON object whose values are text. */
  static Map<String, String> strings(JsonNode object) {
    Map<String, String> strings = new LinkedHashMap<>();
    object.properties().forEach(field -> strings.put(field.getKey(), field.getValue().asText()));
    return strings;
  }

  private static void add(List<FilePath> destinations, JsonNode path) {
    destinations.add(FilePath.ROOT.resolve(path.asText()).normalized());
  }
}
