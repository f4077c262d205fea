package io.driftwatch.scan;

import io.driftwatch.file.FilePath;
import io.driftwatch.locate.OverlayMount;
import io.driftwatch.report.WrittenPlace;
import io.driftwatch.walk.ImageContent;
import io.driftwatch.walk.OverlayTree;
import java.util.List;
import java.util.Map;

/**
 * What images have where their containers write. An image does not change, so that it is looked at
 * once and not with every look at a container.
 */
final class ImageContents {

  /** As many as a report has. */
  private static final int MAX_PLACES = 64;

  /** Longer paths, which hardly any image has, are looked up anew: a few could fill the heap. */
  private static final int MAX_PATH_BYTES = 256;

  private final Map<List<FilePath>, Map<FilePath, ImageContent>> known =
      new Latest<>(ImagesSeen.MAX_IMAGES);

  /** A place with what the image has there. */
  WrittenPlace under(WrittenPlace place, OverlayMount overlay, OverlayTree tree) {
    ImageContent content = find(overlay.lowerdirs(), place.directory());
    if (content == null) {
      content = tree.contentOf(place.directory());
      keep(overlay.lowerdirs(), place.directory(), content);
    }
    return content.empty() ? place.overNothing() : place.over(content.bytes(), content.programs());
  }

  private synchronized ImageContent find(List<FilePath> image, FilePath directory) {
    Map<FilePath, ImageContent> places = known.get(image);
    return places == null ? null : places.get(directory);
  }

  private synchronized void keep(List<FilePath> image, FilePath directory, ImageContent content) {
    if (directory.length() <= MAX_PATH_BYTES) {
      known.computeIfAbsent(image, key -> new Latest<>(MAX_PLACES)).put(directory, content);
    }
  }
}
