package io.driftwatch.image;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.judge.CodeNames;
import io.driftwatch.walk.Allowance;
import io.driftwatch.walk.NamedFiles;
import io.driftwatch.walk.OverlayTree;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where images have code, and what shells run in a home. It takes a walk through an image to know,
 * and an image does not change, so the latest are remembered, in bounded memory.
 */
public final class CodeOfImages {

  private static final long MAX_BYTES = 16L << 20;

  private final Map<ImageCode, NamedFiles> known = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** An image, and what was taken for code in it. */
  private record ImageCode(List<FilePath> layers, CodeNames names) {}

  /** The code of a container's image. */
  public NamedFiles of(OverlayTree tree, CodeNames names, Allowance allowance)
      throws CannotLookException {
    ImageCode image = new ImageCode(tree.sharedLayers(), names);
    NamedFiles files = find(image);
    if (files == null) {
      files = tree.filesNamed(names::matchesOrStartsShells, allowance);
      keep(image, files);
    }
    return files;
  }

  private synchronized NamedFiles find(ImageCode image) {
    return known.get(image);
  }

  private synchronized void keep(ImageCode image, NamedFiles files) {
    if (!files.isLasting() || known.containsKey(image)) {
      return;
    }
    known.put(image, files);
    bytes += files.weight();
    Iterator<NamedFiles> eldest = known.values().iterator();
    while (bytes > MAX_BYTES) {
      bytes -= eldest.next().weight();
      eldest.remove();
    }
  }
}
