package io.driftwatch.judge;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Something about a change that rules and people go by. */
public enum Trait {
  /** A program: by an execute bit, or by content. */
  @JsonProperty("executable")
  EXECUTABLE,
  @JsonProperty("set-uid-gained")
  SET_UID_GAINED,
  @JsonProperty("set-gid-gained")
  SET_GID_GAINED,
  @JsonProperty("capability-gained")
  CAPABILITY_GAINED,
  /** A device node, through which the machine's own devices can be reached. */
  @JsonProperty("device")
  DEVICE,
  /** The container was started with a read-only root. */
  @JsonProperty("read-only-root")
  READ_ONLY_ROOT,
  /** A mount that the runtime was not told to make; it hides what lies under it. */
  @JsonProperty("undeclared-mount")
  UNDECLARED_MOUNT,
  /** In an emptyDir or a tmpfs, and not in the root. */
  @JsonProperty("in-volume")
  IN_VOLUME,
  /** In a volume since before the container was first made in its pod. */
  @JsonProperty("before-start")
  BEFORE_START,
  /**
   * A file or link that servers take for code by its name alone: not empty, no program, nothing
   * gained.
   */
  @JsonProperty("code")
  CODE,
  /**
   * Of a name of code, or one that shells run in a home, and with the very content that the image
   * has under the same last name.
   */
  @JsonProperty("copy-of-image")
  COPY_OF_IMAGE,
  /** In a directory where the image's configuration has programs look for libraries or modules. */
  @JsonProperty("search-path")
  SEARCH_PATH,
  /** What the image's Python made of a source of the image, by its header, or its directory. */
  @JsonProperty("compiled-python")
  COMPILED_PYTHON,
  /** Compiled code that Python runs without a look at the source: nobody's Python writes such. */
  @JsonProperty("unchecked-python")
  UNCHECKED_PYTHON,
  /** A {@code .pid} file with a number and nothing else. */
  @JsonProperty("pid-number")
  PID_NUMBER,
  /** Changed within the container's first minute. A label, no pardon. */
  @JsonProperty("at-start")
  AT_START;

  /** The trait as JSON and rules have it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
