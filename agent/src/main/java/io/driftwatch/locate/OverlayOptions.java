package io.driftwatch.locate;

import io.driftwatch.file.FilePath;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The options of an overlay mount, as its line in mountinfo has them.
 *
 * @param upperdir where writes go; absent from a read-only overlay of layers alone
 * @param lowerdirs layers, topmost first; relative to the mounter's directory where not absolute
 * @param userXattr whether the overlay's marks are {@code user.overlay.*}
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs</a>
 */
record OverlayOptions(Optional<FilePath> upperdir, List<FilePath> lowerdirs, boolean userXattr) {

  private static final String UPPERDIR = "upperdir=";
  private static final String LOWERDIR = "lowerdir=";
  private static final String LOWERDIR_APPENDED = "lowerdir+=";

  OverlayOptions {
    lowerdirs = List.copyOf(lowerdirs);
  }

  /** Commas within a value are escaped, so the raw text can be split at them. */
  static OverlayOptions parse(String options) {
    Optional<FilePath> upperdir = Optional.empty();
    List<FilePath> lowerdirs = new ArrayList<>();
    boolean userXattr = false;
    for (String option : options.split(",", -1)) {
      if (option.startsWith(UPPERDIR)) {
        upperdir =
            Optional.of(withoutBackslashes(Octal.unescape(option.substring(UPPERDIR.length()))));
      } else if (option.startsWith(LOWERDIR)) {
        lowerdirs.addAll(splitAtColons(Octal.unescape(option.substring(LOWERDIR.length()))));
      } else if (option.startsWith(LOWERDIR_APPENDED)) {
        lowerdirs.add(Octal.unescape(option.substring(LOWERDIR_APPENDED.length())));
      } else if (option.equals("userxattr")) {
        userXattr = true;
      }
    }
    return new OverlayOptions(upperdir, lowerdirs, userXattr);
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
