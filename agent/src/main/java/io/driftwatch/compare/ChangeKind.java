package io.driftwatch.compare;

import java.util.Locale;

/** How a path differs from the image tree, whatever the upperdir holds. */
public enum ChangeKind {
  /** Not in the image. */
  ADDED,
  /** Of the same type, with another content, link target or device number. */
  MODIFIED,
  /** With the same content, but other permissions, owner, group or extended attributes. */
  METADATA,
  /** Of another type than in the image. */
  REPLACED,
  /** In the image, no longer visible. */
  DELETED;

  /** The kind as JSON, rules and labels have it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
