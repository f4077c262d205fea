package io.driftwatch.file;

/**
 * A device number, of a device node or of a mounted file system.
 *
 * @param major driver
 * @param minor unit
 */
public record DeviceNumber(int major, int minor) {

  /** The number of a whiteout's device node, and of every file that is no device. */
  public static final DeviceNumber NONE = new DeviceNumber(0, 0);

  /**
   * Reads {@code major:minor}, as in the third field of mountinfo.
   *
   * @throws IllegalArgumentException when the text is no such pair
   */
  public static DeviceNumber parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("no device number: " + text);
    }
    return new DeviceNumber(
        Integer.parseInt(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
  }

  @Override
  public String toString() {
    return major + ":" + minor;
  }
}
