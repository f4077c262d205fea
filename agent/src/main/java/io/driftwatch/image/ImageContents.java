package io.driftwatch.image;

import io.driftwatch.file.FilePath;
import io.driftwatch.file.LastUsed;
import io.driftwatch.locate.OverlayMount;
import io.driftwatch.report.Ground;
import io.driftwatch.report.Writes;
import io.driftwatch.report.WrittenPlace;
import io.driftwatch.walk.ImageContent;
import io.driftwatch.walk.OverlayTree;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What images have where their containers write. An image does not change, so that it is looked at
 * once and not with every look at a container.
 */
public final class ImageContents {

  /** As many as a report has. */
  private static final int MAX_PLACES = 64;

  /** Longer paths, which hardly any image has, are looked up anew: a few could fill the heap. */
  private static final int MAX_PATH_BYTES = 256;

  private final Map<List<FilePath>, Map<FilePath, ImageContent>> known =
      new LastUsed<>(ImagesSeen.MAX_IMAGES);

  /** A place with what the image has there. */
  public WrittenPlace under(WrittenPlace place, OverlayMount overlay, OverlayTree tree) {
    ImageContent content = contentOf(place.directory(), overlay, tree);
    return content.empty() ? place.overNothing() : place.over(content.bytes(), content.programs());
  }

  private ImageContent contentOf(FilePath directory, OverlayMount overlay, OverlayTree tree) {
    ImageContent content = find(overlay.lowerdirs(), directory);
    if (content == null) {
      content = tree.contentOf(directory);
      keep(overlay.lowerdirs(), directory, content);
    }
    return content;
  }

  /**
   * Directories around places that could be mounts of their own, in which the image has nothing but
   * more directories, links and empty files.
   */
  public Set<FilePath> hollow(Writes writes, OverlayMount overlay, OverlayTree tree) {
    return writes.places().stream()
        .filter(place -> place.ground() != Ground.SHARED)
        .map(place -> place.directory().parent())
        .filter(around -> !around.equals(FilePath.ROOT))
        .distinct()
        .filter(around -> isHollow(contentOf(around, overlay, tree)))
        .collect(Collectors.toSet());
  }

  private static boolean isHollow(ImageContent content) {
    return !content.empty() && content.bytes() == 0 && !content.programs();
  }

  private synchronized ImageContent find(List<FilePath> image, FilePath directory) {
    Map<FilePath, ImageContent> places = known.get(image);
    return places == null ? null : places.get(directory);
  }

  private synchronized void keep(List<FilePath> image, FilePath directory, ImageContent content) {
    if (directory.length() <= MAX_PATH_BYTES) {
      known.computeIfAbsent(image, key -> new LastUsed<>(MAX_PLACES)).put(directory, content);
    }
  }
}
