package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.locate.OverlayMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The layers of a container's root, open for reading. */
public final class OverlayTree implements AutoCloseable {

  private final OverlayMount overlay;
  private final List<Directory> roots;
  private final Optional<Directory> index;
  private final boolean hasInitLayer;
  private final List<ImageCopies> copies = new ArrayList<>();

  private OverlayTree(
      OverlayMount overlay,
      List<Directory> roots,
      Optional<Directory> index,
      boolean hasInitLayer) {
    this.overlay = overlay;
    this.roots = roots;
    this.index = index;
    this.hasInitLayer = hasInitLayer;
  }

  /**
   * Opens the layers of an overlay.
   *
   * @throws CannotLookException {@link Reason#LAYERS_UNVERIFIED} when one of them is not there
   */
  public static OverlayTree open(HostRoot host, OverlayMount overlay) throws CannotLookException {
    List<FilePath> paths = new ArrayList<>();
    paths.add(overlay.upperdir());
    paths.addAll(overlay.lowerdirs());
    List<Directory> opened = new ArrayList<>();
    try {
      for (FilePath path : paths) {
        opened.add(host.openDirectory(path));
      }
      boolean hasInitLayer = hasInitLayer(host, overlay, opened);
      Optional<Directory> index = Optional.empty();
      if (overlay.index().isPresent()) {
        index = Optional.of(host.openDirectory(overlay.index().get()));
      }
      return new OverlayTree(overlay, opened, index, hasInitLayer);
    } catch (CannotLookException e) {
      opened.forEach(Directory::close);
      throw e.reason() == Reason.VANISHED || e.reason() == Reason.SWAPPED
          ? new CannotLookException(Reason.LAYERS_UNVERIFIED, e.getMessage())
          : e;
    } catch (RuntimeException e) {
      opened.forEach(Directory::close);
      throw e;
    }
  }

  /**
   * Whether the topmost layer is one that docker's overlay2 makes for each container, beside the
   * upperdir {@code ID/diff}: {@code ID-init/diff}, with mount points such as {@code /etc/hosts}.
   */
  private static boolean hasInitLayer(HostRoot host, OverlayMount overlay, List<Directory> opened) {
    FilePath own = overlay.upperdir().parent();
    FilePath init = own.parent().resolve(own.name() + "-init");
    try (Directory made = host.openDirectory(init.resolve(overlay.upperdir().name().bytes()))) {
      return made.stat().isSameFile(opened.get(1).stat());
    } catch (CannotLookException e) {
      return false; // as of other runtimes
    }
  }

  /**
   * The image's layers on the host, topmost first, without one that was made for this container
   * alone; so they are the same for all containers of an image.
   */
  public List<FilePath> sharedLayers() {
    List<FilePath> all = overlay.lowerdirs();
    return hasInitLayer ? all.subList(1, all.size()) : all;
  }

  /**
   * Hands every path that the upperdir holds or hides to a visitor, parents before what is in them.
   *
   * @param memory what is known of the files already
   * @throws CannotLookException when not even the roots of the layers can be read
   */
  public void walk(Allowance allowance, FileMemory memory, TreeVisitor visitor)
      throws CannotLookException {
    Look look = new Look(overlay.userXattr(), memory, allowance);
    // Without it what is told is still true, but not all that there is.
    Optional<HardLinkIndex> hardLinks =
        index.flatMap(
            directory ->
                visitor.answer(FilePath.ROOT, () -> HardLinkIndex.read(directory.reopen(), look)));
    hardLinks
        .flatMap(HardLinkIndex::incomplete)
        .ifPresent(reason -> visitor.cannotLook(FilePath.ROOT, reason));
    try (Layers image = layers(look);
        Layers moved = layers(look);
        Layers links = layers(look);
        ImageTree tree = new ImageTree(layers(look), layers(look))) {
      Optional<HardLinkIndex> used = hardLinks.filter(index -> !index.isEmpty());
      PathBuffer path = new PathBuffer();
      Sites sites = new Sites(tree, path);
      Visit visit = new PathVisit(image, moved, links, used, path, sites, visitor);
      LayerEntry upper = image.self(Layers.UPPER);
      TreeWalk walk =
          new TreeWalk(
              image, moved, visit, path, used.isPresent(), look, allowance.budget(), visitor);
      Frame root = walk.root(upper.stat(), image.ofImage());
      look.isLast = true;
      visitor.attempt(
          FilePath.ROOT,
          () -> {
            visitor.at(sites.of(root));
            visitor.entry(FilePath.ROOT, image.self(image.ofImage().layers()[0]), upper);
          });
      walk.walk(root, 0);
    } finally {
      hardLinks.ifPresent(HardLinkIndex::close);
    }
  }

  /**
   * Where a path of the container leads to, links followed as the image has them.
   *
   * @param path absolute and normal
   */
  public FilePath resolveInImage(FilePath path) throws CannotLookException {
    try (Layers layers = layers(unlimited())) {
      return ImageLinks.resolve(layers, path);
    }
  }

  /**
   * What the image has at a path, links followed but for the last name.
   *
   * @param path absolute and normal
   */
  public Optional<FileStat> inImage(FilePath path) throws CannotLookException {
    try (Layers layers = layers(unlimited())) {
      return ImageLinks.stat(layers, path);
    }
  }

  /**
   * Everything in a regular file of the image.
   *
   * @param path absolute, without links
   * @param limit bytes
   * @return empty where there is no such file, or a longer one
   */
  public Optional<byte[]> contentInImage(FilePath path, int limit) throws CannotLookException {
    try (Layers layers = layers(unlimited())) {
      Optional<LayerEntry> file = ImageLinks.find(layers, path);
      return file.isPresent() && file.get().stat().isRegularFile()
          ? file.get().all(limit)
          : Optional.empty();
    }
  }

  /**
   * Names that the image has in a directory; there may be some that one layer hides of another.
   *
   * @param directory absolute, without links
   * @param most how many are wanted
   */
  public List<FilePath> namesInImage(FilePath directory, int most) throws CannotLookException {
    try (Layers layers = layers(unlimited())) {
      return ImageLinks.namesIn(layers, directory, most).stream().limit(most).toList();
    }
  }

  /**
   * What the image has below one of its directories.
   *
   * @param directory absolute, without links
   */
  public ImageContent contentOf(FilePath directory) {
    Look look = unlimited();
    try (ImageTree tree = new ImageTree(layers(look), layers(look))) {
      return tree.contentOf(directory);
    }
  }

  /**
   * Regular files of the {@link #sharedLayers} that have certain names.
   *
   * @param names whether a path's last name is one of those
   */
  public NamedFiles filesNamed(Predicate<FilePath> names, Allowance allowance)
      throws CannotLookException {
    Look look = new Look(overlay.userXattr(), new HardLinks(), allowance);
    try (Layers layers = sharedLayers(look)) {
      return NamedFilesReader.read(layers, look, names);
    }
  }

  /**
   * What tells copies of files of the {@link #sharedLayers}, until this is closed.
   *
   * @param files what they may be copies of
   * @param memory what is known of the image's files already
   */
  public ImageCopies copiesOf(NamedFiles files, Allowance allowance, FileMemory memory) {
    Look look = new Look(overlay.userXattr(), memory, allowance);
    ImageCopies opened = new ImageCopies(files, sharedLayers(look));
    copies.add(opened);
    return opened;
  }

  /**
   * What lies at a path, below whatever is mounted there.
   *
   * @param path absolute, of something that the container sees, without links
   */
  public Optional<FileStat> statOf(FilePath path) throws CannotLookException {
    try (Surface surface = surface()) {
      return surface.statOf(path);
    }
  }

  /** The same for many paths. */
  public Surface surface() {
    return new Surface(roots);
  }

  private Look unlimited() {
    return new Look(overlay.userXattr(), new HardLinks(), Allowance.unlimited());
  }

  private Layers layers(Look look) {
    return new Layers(roots, overlay.lowerOwners(), look);
  }

  private Layers sharedLayers(Look look) {
    List<Directory> shared = new ArrayList<>(roots);
    if (hasInitLayer) {
      shared.remove(1);
    }
    return new Layers(shared, overlay.lowerOwners(), look);
  }

  @Override
  public void close() {
    copies.forEach(ImageCopies::close);
    roots.forEach(Directory::close);
    index.ifPresent(Directory::close);
  }
}
