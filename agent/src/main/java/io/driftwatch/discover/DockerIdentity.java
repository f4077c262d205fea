package io.driftwatch.discover;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.linux.Directory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Reads a container's identity from dockerd's own file about it. */
final class DockerIdentity {

  private static final String FILE = "config.v2.json";
  private static final int MAX_BYTES = 8 << 20;

  /**
   * The storage driver of dockerd's containerd image store, where an image's id is its manifest.
   */
  private static final String IMAGE_STORE = "overlayfs";

  private DockerIdentity() {}

  /**
   * The identity of a container of dockerd's.
   *
   * @param state where dockerd's files are read
   * @param id its id
   * @param rootPath where dockerd mounted its root, three levels below dockerd's data root both as
   *     {@code overlay2/LAYER/merged} and as {@code rootfs/overlayfs/ID}
   */
  static Identity read(RuntimeState state, String id, FilePath rootPath, Cgroup cgroup)
      throws CannotLookException {
    FilePath dataRoot = rootPath.parent().parent().parent();
    Directory containers = state.folder(dataRoot.resolve("containers"));
    try (Directory folder = containers.openDirectory(id.getBytes(StandardCharsets.UTF_8))) {
      return parse(StateFile.read(folder, FILE, MAX_BYTES), cgroup);
    }
  }

  static Identity parse(byte[] json, Cgroup cgroup) throws CannotLookException {
    JsonNode state = OciConfig.parseJson(json);
    Map<String, String> labels = OciConfig.strings(state.path("Config").path("Labels"));
    String name = state.path("Name").asText();
    return new Identity(
        ContainerRuntime.DOCKER,
        labels.getOrDefault(
            KubeletLabels.CONTAINER_NAME, name.startsWith("/") ? name.substring(1) : name),
        pod(labels, cgroup),
        image(state));
  }

  private static Image image(JsonNode state) {
    String reference = state.path("Config").path("Image").asText(null);
    String digest = state.path("Image").asText(null);
    return state.path("Driver").asText().equals(IMAGE_STORE)
        ? new Image(reference, null, digest)
        : new Image(reference, digest, null);
  }

  /** Kubernetes' labels are anyone's to set, so they count only where the cgroup agrees. */
  private static Optional<Pod> pod(Map<String, String> labels, Cgroup cgroup) {
    return KubeletLabels.pod(labels)
        .filter(pod -> pod.uid() != null && cgroup.podUid().equals(Optional.of(pod.uid())));
  }
}
