package io.driftwatch.discover;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftwatch.bolt.ContainerDatabase;
import io.driftwatch.bolt.ContainerRecord;
import io.driftwatch.container.Image;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.HostRoot;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files in which runtimes keep what they know of all their containers, each read once for many.
 * Names are a kindness: where a file cannot be read, nothing is known.
 */
final class RuntimeState implements AutoCloseable {

  private static final String CONTAINERS = "containers.json";
  private static final int MAX_CONTAINERS_BYTES = 16 << 20;

  /** A bundle's link to containerd's own folder for the container, below its root directory. */
  private static final byte[] WORK = {'w', 'o', 'r', 'k'};

  private static final String DATABASE = "io.containerd.metadata.v1.bolt/meta.db";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HostRoot host;
  private final Map<FilePath, Optional<ContainerDatabase>> databases = new HashMap<>();
  private final Map<FilePath, Directory> folders = new HashMap<>();
  private FilePath storedFolder;
  private Map<String, Image> stored = Map.of();

  RuntimeState(HostRoot host) {
    this.host = host;
  }

  /**
   * A folder of a runtime's own that holds one for each container.
   *
   * @return which stays open as long as this, and is closed by it
   */
  Directory folder(FilePath path) throws CannotLookException {
    Directory folder = folders.get(path);
    if (folder == null) {
      folder = host.openDirectory(path);
      folders.put(path, folder);
    }
    return folder;
  }

  /**
   * What podman's storage has on record of the image of a conmon's container. Only the last file is
   * kept, since any user can have some of any size allowed.
   *
   * @param folder that holds {@code containers.json}
   */
  Optional<Image> stored(FilePath folder, Conmon conmon) {
    if (!folder.equals(storedFolder)) {
      storedFolder = folder;
      stored = readStored(folder, conmon);
    }
    return Optional.ofNullable(stored.get(conmon.id()));
  }

  private Map<String, Image> readStored(FilePath folder, Conmon conmon) {
    Map<String, Image> containers = new HashMap<>();
    try (Directory directory = conmon.ownFiles(host).openDirectory(folder);
        JsonParser json =
            JSON.createParser(StateFile.read(directory, CONTAINERS, MAX_CONTAINERS_BYTES))) {
      if (json.nextToken() == JsonToken.START_ARRAY) {
        while (json.nextToken() == JsonToken.START_OBJECT) {
          JsonNode container = json.readValueAsTree();
          containers.put(container.path("id").asText(), StoredImage.of(container));
        }
      }
    } catch (IOException e) {
      // Those before are still right.
    }
    return containers;
  }

  /**
   * What more containerd knows of a container's image.
   *
   * @param namespace containerd's
   * @param image what the bundle says of it
   */
  Image containerdImage(Bundle bundle, String namespace, Image image) {
    try {
      FilePath root = bundle.directory().readLink(WORK).parent().parent().parent();
      Optional<ContainerDatabase> database = database(root.resolve(DATABASE));
      if (database.isPresent()) {
        return database
            .get()
            .find(namespace, bundle.id())
            .map(container -> complete(image, container))
            .orElse(image);
      }
    } catch (CannotLookException e) {
      // The bundle's word must do.
    }
    return image;
  }

  private static Image complete(Image image, ContainerRecord container) {
    String reference = container.image().orElse(null);
    return new Image(
        image.reference() == null ? reference : image.reference(),
        ConfigDigest.configuration(reference),
        container.digest().orElse(null));
  }

  private Optional<ContainerDatabase> database(FilePath path) {
    return databases.computeIfAbsent(
        path,
        p -> {
          try {
            return Optional.of(ContainerDatabase.open(host, p));
          } catch (CannotLookException e) {
            return Optional.empty();
          }
        });
  }

  @Override
  public void close() {
    databases.values().forEach(database -> database.ifPresent(ContainerDatabase::close));
    folders.values().forEach(Directory::close);
  }
}
