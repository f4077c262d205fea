package io.driftwatch.demo;

import io.driftwatch.file.FilePath;
import io.driftwatch.linux.MountNamespace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The demo's root file system, on a tmpfs of its own: the layers of an image, and on top of them
 * the upperdir of a container. Where the machine's own files lie on an overlay, as in a container,
 * no other overlay could be put.
 */
final class DemoOverlay implements AutoCloseable {

  private static final long MAX_BYTES = 16 << 20;

  private final MountNamespace mounts;
  private final Path folder;
  private final Path merged;
  private final List<Path> layers = new ArrayList<>();

  private DemoOverlay(MountNamespace mounts, Path folder) {
    this.mounts = mounts;
    this.folder = folder;
    this.merged = folder.resolve("merged");
  }

  /**
   * Mounts an empty tmpfs.
   *
   * @param mounts of the calling thread
   * @param folder an empty one
   */
  static DemoOverlay on(MountNamespace mounts, Path folder) throws IOException {
    mounts.mountTmpfs(path(folder), MAX_BYTES);
    DemoOverlay overlay = new DemoOverlay(mounts, folder);
    new FileTree(folder).directory("/merged");
    return overlay;
  }

  /**
   * Adds a layer to the image as image builders do: on a mounted overlay of the layers below, so
   * that what it deletes becomes the kernel's own marks.
   */
  void build(ImageLayer layer) throws IOException {
    Path directory = addLayer("layer" + (layers.size() + 1));
    if (layers.size() == 1) {
      layer.work().doIn(new FileTree(directory));
      return;
    }
    mount();
    layer.work().doIn(new FileTree(merged));
    mounts.unmount(path(merged));
  }

  /** Mounts the whole image with an empty upperdir over it, as a runtime does for a container. */
  Path start() throws IOException {
    addLayer("upper");
    mount();
    return merged;
  }

  private Path addLayer(String name) throws IOException {
    FileTree tree = new FileTree(folder);
    tree.directory("/" + name);
    tree.directory("/work-" + name);
    layers.add(0, folder.resolve(name));
    return layers.get(0);
  }

  private void mount() throws IOException {
    Path upperdir = layers.get(0);
    Path workdir = upperdir.resolveSibling("work-" + upperdir.getFileName());
    List<FilePath> lowerdirs = layers.stream().skip(1).map(DemoOverlay::path).toList();
    mounts.mountOverlay(path(merged), lowerdirs, path(upperdir), path(workdir));
  }

  private static FilePath path(Path path) {
    return FilePath.of(path.toString());
  }

  @Override
  public void close() throws IOException {
    mounts.unmount(path(folder));
  }
}
