package io.driftwatch.memory;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * What version 1 reads and writes in its state directory, as it was: its records, its words, and a
 * mapper of Jackson's as it comes. Nothing here is changed.
 */
final class StateOfVersion1 {

  static final ObjectMapper MAPPER = new ObjectMapper();

  static final Map<String, Class<?>> PARTS =
      Map.of("containers", Containers.class, "events", Events.class, "writes", Writes.class);

  private StateOfVersion1() {}

  enum Starter {
    DOCKER,
    CONTAINERD,
    CRI_O,
    PODMAN,
    UNKNOWN
  }

  enum Change {
    ADDED,
    MODIFIED,
    METADATA,
    REPLACED,
    DELETED
  }

  enum Severity {
    @JsonProperty("critical")
    CRITICAL,
    @JsonProperty("warning")
    WARNING,
    @JsonProperty("info")
    INFO
  }

  enum Disposition {
    UNEXPECTED,
    DECLARED,
    ALLOWED
  }

  enum Ground {
    NEW,
    EMPTY,
    SHARED
  }

  record Containers(
      String key,
      String id,
      String name,
      Starter runtime,
      String namespace,
      String pod,
      String podUid,
      String image,
      String upperdir,
      boolean departed,
      List<Finding> findings) {}

  record Finding(
      String path,
      Change change,
      Severity severity,
      Disposition disposition,
      String rule,
      boolean inVolume,
      String sha256,
      long fingerprint,
      long firstSeen,
      boolean mount) {}

  record Events(
      String containerId,
      String reported,
      OpenEvent open,
      boolean notObservable,
      String ineffective) {}

  record OpenEvent(String namespace, String name, String note, int count, long observedAt) {}

  record Writes(
      Key key,
      long since,
      long until,
      long lastSeen,
      SortedSet<String> pods,
      int starts,
      boolean partial,
      boolean complete,
      List<Place> places,
      List<Seen> seen) {}

  record Key(String image, String namespace, String owner, String container) {}

  record Place(
      String directory,
      Ground ground,
      long files,
      long bytes,
      long overImage,
      boolean programs,
      String example,
      long imageBytes,
      boolean imagePrograms) {}

  record Seen(String id, boolean complete) {}
}
