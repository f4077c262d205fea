package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileType;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.locate.OverlayMount;
import java.util.Optional;

/** The layers of a container's root, open for reading. */
public final class OverlayTree implements AutoCloseable {

  private final Layers layers;
  private final Layers linkLayers;

  private OverlayTree(Layers layers, Layers linkLayers) {
    this.layers = layers;
    this.linkLayers = linkLayers;
  }

  /**
   * Opens the layers of an overlay.
   *
   * @throws CannotLookException {@link Reason#LAYERS_UNVERIFIED} when one of them is not there
   */
  public static OverlayTree open(HostRoot host, OverlayMount overlay) throws CannotLookException {
    Layers layers = Layers.open(host, overlay);
    try {
      return new OverlayTree(layers, Layers.open(host, overlay));
    } catch (CannotLookException e) {
      layers.close();
      throw e;
    }
  }

  /**
   * Hands every path that the upperdir holds or hides to a visitor, parents before what is in them.
   *
   * @throws CannotLookException when not even the roots of the layers can be read
   */
  public void walk(Budget budget, TreeVisitor visitor) throws CannotLookException {
    layers.toRoot();
    new TreeWalk(layers, linkLayers, budget, visitor).walk();
  }

  /**
   * Where a path of the container leads to, links followed as the image has them.
   *
   * @param path absolute and normal
   */
  public FilePath resolveInImage(FilePath path) throws CannotLookException {
    return ImageLinks.resolve(linkLayers, path);
  }

  /**
   * The type of what lies at a path, below whatever is mounted there.
   *
   * @param path absolute, of something that the container sees, without links
   */
  public Optional<FileType> typeAt(FilePath path) throws CannotLookException {
    return layers.topmostAt(path).map(FileStat::type);
  }

  @Override
  public void close() {
    layers.close();
    linkLayers.close();
  }
}
