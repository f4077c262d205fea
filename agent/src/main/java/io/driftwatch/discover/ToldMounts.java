package io.driftwatch.discover;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftwatch.discover.ToldMount.MountKind;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads what a runtime was told to mount. */
final class ToldMounts {

  /** Far more than anybody asks for, and few enough to look up each in the image. */
  private static final int MAX_MOUNTS = 10_000;

  private static final Set<String> KERNELS = Set.of("proc", "sysfs", "devpts", "mqueue");
  private static final Set<String> PROPAGATED = Set.of("shared", "rshared", "slave", "rslave");

  private final List<ToldMount> told = new ArrayList<>();

  private ToldMounts() {}

  /**
   * Those of a bundle's configuration, {@code mounts} first and in their order.
   *
   * @throws CannotLookException {@link Reason#STATE_INVALID} when there are too many, or one has no
   *     place
   */
  static List<ToldMount> of(JsonNode config) throws CannotLookException {
    ToldMounts mounts = new ToldMounts();
    for (JsonNode mount : config.path("mounts")) {
      mounts.add(mount.path("destination"), kind(mount));
    }
    for (JsonNode path : config.path("linux").path("maskedPaths")) {
      mounts.add(path, MountKind.MASK);
    }
    for (JsonNode path : config.path("linux").path("readonlyPaths")) {
      mounts.add(path, MountKind.READ_ONLY);
    }
    return mounts.told;
  }

  private void add(JsonNode path, MountKind kind) throws CannotLookException {
    if (told.size() == MAX_MOUNTS) {
      throw new CannotLookException(Reason.STATE_INVALID, "more than " + MAX_MOUNTS + " mounts");
    }
    FilePath destination = FilePath.ROOT.resolve(OciConfig.path(path).bytes()).normalized();
    told.add(new ToldMount(destination, kind));
  }

  /** A bind mount is one by its options; runtimes do not ask for the type then. */
  private static MountKind kind(JsonNode mount) {
    Set<String> options = new HashSet<>();
    mount.path("options").forEach(option -> options.add(option.asText()));
    String type = mount.path("type").asText();
    if (options.contains("bind") || options.contains("rbind")) {
      boolean isPropagated = options.stream().anyMatch(PROPAGATED::contains);
      return isPropagated ? MountKind.PROPAGATED_PART : MountKind.PART;
    }
    if (KERNELS.contains(type)) {
      return MountKind.KERNEL;
    }
    return type.startsWith("cgroup") ? MountKind.CGROUP : MountKind.TREE;
  }
}
