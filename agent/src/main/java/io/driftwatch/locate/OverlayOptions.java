package io.driftwatch.locate;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The options of an overlay mount, as its line in mountinfo has them.
 *
 * @param upperdir where writes go; absent from a read-only overlay of layers alone
 * @param workdir where the overlay keeps what it needs for itself
 * @param lowerdirs layers, topmost first, those of mere data left out; relative to the mounter's
 *     directory where not absolute
 * @param hasIndex whether there is an index in the workdir
 * @param userXattr whether the overlay's marks are {@code user.overlay.*}
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs</a>
 */
record OverlayOptions(
    Optional<FilePath> upperdir,
    Optional<FilePath> workdir,
    List<FilePath> lowerdirs,
    boolean hasIndex,
    boolean userXattr) {

  private static final String UPPERDIR = "upperdir=";
  private static final String WORKDIR = "workdir=";
  private static final String LOWERDIR = "lowerdir=";
  private static final String LOWERDIR_APPENDED = "lowerdir+=";

  OverlayOptions {
    lowerdirs = List.copyOf(lowerdirs);
  }

  /**
   * Reads them. Commas within a value are escaped, so the raw text can be split at them.
   *
   * @throws CannotLookException {@link Reason#LAYERS_UNVERIFIED} when a layer has no name
   */
  static OverlayOptions parse(String options) throws CannotLookException {
    Optional<FilePath> upperdir = Optional.empty();
    Optional<FilePath> workdir = Optional.empty();
    List<FilePath> lowerdirs = new ArrayList<>();
    boolean hasIndex = false;
    boolean userXattr = false;
    for (String option : options.split(",", -1)) {
      if (option.startsWith(UPPERDIR)) {
        upperdir = Optional.of(path(option, UPPERDIR));
      } else if (option.startsWith(WORKDIR)) {
        workdir = Optional.of(path(option, WORKDIR));
      } else if (option.startsWith(LOWERDIR)) {
        lowerdirs.addAll(layers(splitAtColons(value(option, LOWERDIR))));
      } else if (option.startsWith(LOWERDIR_APPENDED)) {
        lowerdirs.add(value(option, LOWERDIR_APPENDED));
      } else if (option.equals("index=on")) {
        hasIndex = true;
      } else if (option.equals("userxattr")) {
        userXattr = true;
      }
    }
    return new OverlayOptions(upperdir, workdir, lowerdirs, hasIndex, userXattr);
  }

  private static FilePath value(String option, String name) {
    return Octal.unescape(option.substring(name.length()));
  }

  private static FilePath path(String option, String name) {
    return withoutBackslashes(value(option, name));
  }

  /** The kernel shows an upperdir as the mounter wrote it, a backslash before what is special. */
  private static FilePath withoutBackslashes(FilePath escaped) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < escaped.length(); i++) {
      if (escaped.at(i) == '\\' && i + 1 < escaped.length()) {
        i++;
      }
      bytes.write(escaped.at(i));
    }
    return FilePath.of(bytes.toByteArray());
  }

  /** Two colons begin a layer of mere data, of which no name shows; only such ones may follow. */
  private static List<FilePath> layers(List<FilePath> names) throws CannotLookException {
    int data = 1;
    while (data < names.size() && names.get(data).length() > 0) {
      data++;
    }
    for (int i = 0; i < names.size(); i++) {
      boolean separator = i >= data && (i - data) % 2 == 0;
      if (separator != (names.get(i).length() == 0) || (separator && i + 1 == names.size())) {
        throw new CannotLookException(Reason.LAYERS_UNVERIFIED, "an empty name among the layers");
      }
    }
    return names.subList(0, data);
  }

  /** In {@code lowerdir=} a backslash takes the next byte as it is, a colon ends a layer. */
  private static List<FilePath> splitAtColons(FilePath joined) {
    List<FilePath> layers = new ArrayList<>();
    ByteArrayOutputStream layer = new ByteArrayOutputStream();
    for (int i = 0; i < joined.length(); i++) {
      byte b = joined.at(i);
      if (b == '\\' && i + 1 < joined.length()) {
        i++;
        layer.write(joined.at(i));
      } else if (b == ':') {
        layers.add(FilePath.of(layer.toByteArray()));
        layer.reset();
      } else {
        layer.write(b);
      }
    }
    layers.add(FilePath.of(layer.toByteArray()));
    return layers;
  }
}
