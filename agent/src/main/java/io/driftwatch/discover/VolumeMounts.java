package io.driftwatch.discover;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftwatch.discover.Volume.OnHost;
import io.driftwatch.file.FilePath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells the volumes that are a container's own among the mounts that its runtime was told to make:
 * tmpfs, emptyDirs and single files made for it that it can write. Directories of the host, claims
 * and the runtimes' named volumes are others' as well.
 */
final class VolumeMounts {

  private static final Pattern EMPTY_DIR =
      Pattern.compile(
          "(.*/pods/([^/]+)/volumes/kubernetes\\.io~empty-dir/[^/]+)(/.*)?", Pattern.DOTALL);

  private static final Pattern SUBPATH =
      Pattern.compile("(.*/pods/([^/]+))/volume-subpaths/([^/]+)/[^/]+/[^/]+");

  /** Made by the runtime: containerd's, docker's with {@code mounts}, podman's and CRI-O's. */
  private static final Pattern SHM = Pattern.compile(".*/[0-9a-f]{64}/((mounts|userdata)/)?shm");

  /** The kubelet's, for all containers of a pod and for how one of them ended. */
  private static final Pattern KUBELETS_FILE =
      Pattern.compile(".*/pods/([^/]+)/(etc-hosts|containers/[^/]+/[0-9a-f]{8})");

  /** containerd's for CRI, docker's, podman's and CRI-O's. */
  private static final Pattern RUNTIMES_FILE =
      Pattern.compile(
          ".*/(sandboxes|containers|overlay-containers)/[0-9a-f]{64}/(userdata/)?"
              + "(hosts|hostname|resolv\\.conf|\\.containerenv)");

  private static final FilePath SHM_DESTINATION = FilePath.of("/dev/shm");

  private VolumeMounts() {}

  /**
   * The volumes among mounts.
   *
   * @param mounts of a bundle's configuration
   * @param told what they are, in the same order
   */
  static List<Volume> of(JsonNode mounts, List<ToldMount> told) {
    List<Volume> volumes = new ArrayList<>();
    Iterator<ToldMount> next = told.iterator();
    for (JsonNode mount : mounts) {
      volume(mount, next.next().destination())
          .filter(v -> isWritable(mount))
          .ifPresent(volumes::add);
    }
    return volumes;
  }

  /** The folder in which a runtime makes files for a container, or for all those of a sandbox. */
  static Optional<FilePath> runtimesFolder(JsonNode mounts) {
    for (JsonNode mount : mounts) {
      String source = normal(mount.path("source").asText());
      if (RUNTIMES_FILE.matcher(source).matches()) {
        return Optional.of(FilePath.of(source).parent());
      }
    }
    return Optional.empty();
  }

  /** By what the runtime was told: a container that may mount can call its mounts read-only. */
  private static boolean isWritable(JsonNode mount) {
    boolean writable = true;
    for (JsonNode option : mount.path("options")) {
      switch (option.asText()) {
        case "ro", "rro" -> writable = false;
        case "rw" -> writable = true;
        default -> {}
      }
    }
    return writable;
  }

  private static Optional<Volume> volume(JsonNode mount, FilePath destination) {
    String source = normal(mount.path("source").asText());
    boolean sharedMemory = destination.equals(SHM_DESTINATION) && SHM.matcher(source).matches();
    if (mount.path("type").asText().equals("tmpfs") || sharedMemory) {
      return Optional.of(new Volume(destination, Optional.empty()));
    }
    return emptyDir(source)
        .or(() -> file(source))
        .map(onHost -> new Volume(destination, Optional.of(onHost)));
  }

  private static String normal(String path) {
    byte[] bytes = FilePath.of(path).normalized().bytes();
    return path.startsWith("/") ? new String(bytes, StandardCharsets.UTF_8) : "";
  }

  private static Optional<OnHost> emptyDir(String source) {
    Matcher whole = EMPTY_DIR.matcher(source);
    if (whole.matches()) {
      return Optional.of(
          new OnHost(
              FilePath.of(whole.group(1)), FilePath.of(source), Optional.of(whole.group(2))));
    }
    Matcher part = SUBPATH.matcher(source);
    if (part.matches()) {
      String folder = part.group(1) + "/volumes/kubernetes.io~empty-dir/" + part.group(3);
      return Optional.of(
          new OnHost(FilePath.of(folder), FilePath.of(source), Optional.of(part.group(2))));
    }
    return Optional.empty();
  }

  private static Optional<OnHost> file(String source) {
    FilePath path = FilePath.of(source);
    Matcher kubelets = KUBELETS_FILE.matcher(source);
    if (kubelets.matches()) {
      return Optional.of(new OnHost(path.parent(), path, Optional.of(kubelets.group(1))));
    }
    return RUNTIMES_FILE.matcher(source).matches()
        ? Optional.of(new OnHost(path.parent(), path, Optional.empty()))
        : Optional.empty();
  }
}
