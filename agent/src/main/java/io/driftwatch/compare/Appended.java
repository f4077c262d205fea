package io.driftwatch.compare;

import io.driftwatch.file.Attributes;
import io.driftwatch.file.FileType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * A file to which the runtime may have appended something.
 *
 * @param image as the image has it, one character for each byte; nothing where it has no such file
 * @param texts what it may have appended, each by itself
 * @param owner the user id of a file that it made for that
 */
public record Appended(String image, Set<String> texts, long owner) {

  /** Of a file that it made. */
  private static final int PERMISSIONS = 0600;

  public Appended {
    texts = Set.copyOf(texts);
  }

  /** Whether nothing else of the file differs; or, where the image has none, it is made so. */
  boolean leavesTheRest(Change change) {
    return switch (change.kind()) {
      case MODIFIED -> change.differs().equals(Set.of(Aspect.CONTENT));
      case ADDED -> change.type() == FileType.FILE && isMadeSo(change.now().orElseThrow());
      case METADATA, REPLACED, DELETED -> false;
    };
  }

  private boolean isMadeSo(Side now) {
    return now.stat().permissions() == PERMISSIONS
        && now.stat().uid() == owner
        && now.attributes().equals(Attributes.NONE);
  }

  /** Whether a file is the image's with one of them and nothing else. */
  boolean is(Entry now) throws IOException {
    for (String text : texts) {
      if (now.stat().size() == image.length() + text.length()
          && now.holds((image + text).getBytes(StandardCharsets.ISO_8859_1))) {
        return true;
      }
    }
    return false;
  }
}
