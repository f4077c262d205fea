package io.driftwatch.file;

import java.util.Locale;

/** Why something could not be looked at. A closed list: its names are JSON values and labels. */
public enum Reason {
  /** The root is no overlay, so there is no upperdir to look into. */
  NOT_OVERLAY("its root file system is no overlay"),
  /** A sandbox with a kernel of its own keeps what is written: gVisor, Kata. */
  SANDBOXED("its sandbox keeps its files to itself"),
  /** The mount of the root, or of a volume, was not found, or something else lies on it. */
  MOUNT_NOT_VISIBLE("its mount is not visible from here"),
  /** A layer directory is missing or cannot be told for certain. */
  LAYERS_UNVERIFIED("its layers could not be verified"),
  /** Its content is in a layer of mere data, which this version does not follow. */
  OVERLAY_FEATURE("its content is in no layer that can be read"),
  /** Gone before it could be read. */
  VANISHED("it was gone before it could be read"),
  /** Replaced by another kind of file, or moved, between two looks. */
  SWAPPED("it was swapped while it was looked at"),
  /** Written to at every attempt to read it; of a directory, names moved in every listing. */
  IN_FLUX("it was written to, or names in it moved, while it was read"),
  /** Refused, by permissions or by a security module. */
  ACCESS_DENIED("access was denied"),
  /** {@code trusted.*} attributes cannot be seen without CAP_SYS_ADMIN. */
  CAPABILITY_MISSING("CAP_SYS_ADMIN is missing, so opaque directories cannot be told"),
  /** More levels, or a longer path, than the budget allows. */
  BUDGET_DEPTH("the depth budget was spent"),
  /** More entries than the budget allows. */
  BUDGET_ENTRIES("the entry budget was spent"),
  /** More content to be read and hashed than the budget allows. */
  BUDGET_HASHED_BYTES("the budget of hashed bytes was spent"),
  /** More directories wait to be walked than the budget has memory for. */
  BUDGET_MEMORY("the memory budget was spent"),
  /** It took longer than the budget allows. */
  BUDGET_TIME("the time budget was spent"),
  /** A state file of a runtime is not what it should be. */
  STATE_INVALID("the runtime's state could not be read"),
  /** More extended attributes than Linux lists; all else at the path was looked at. */
  ATTRIBUTES_UNLISTED("it has more extended attributes than Linux lists"),
  /** A fault of driftwatch's own, which is told on stderr with its trace. */
  FAULT("driftwatch failed at it; please report that"),
  /** Any other error of the kernel. */
  IO_ERROR("input or output failed");

  private final String text;

  Reason(String text) {
    this.text = text;
  }

  /** Whether another look, at once, may do better. */
  public boolean mayPass() {
    return this == IN_FLUX || this == SWAPPED || this == VANISHED;
  }

  /** Whether a look ended with it, wherever it stood, and left out the rest. */
  public boolean endsLook() {
    return this == BUDGET_TIME || this == BUDGET_ENTRIES;
  }

  /** Whether of a directory what lies below was left out as well. */
  public boolean hidesWhatIsBelow() {
    return this != ATTRIBUTES_UNLISTED;
  }

  /** The reason as JSON and labels have it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The reason for people, the end of a sentence about it. */
  public String text() {
    return text;
  }
}
