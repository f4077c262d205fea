package io.driftwatch.testing;

import io.driftwatch.file.FilePath;
import io.driftwatch.file.OwnerMap;
import io.driftwatch.locate.OverlayMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A real overlay in a folder. Its image's layers are made as a runtime's builder makes them, each
 * through a mount of those below, so that the kernel itself writes the marks that they hold.
 */
public final class TestOverlay {

  private final Path folder;
  private final Feature feature;

  private final List<Path> lowerdirs = new ArrayList<>();
  private Path upperdir;

  /** A plain overlay without layers as yet. */
  public TestOverlay(Path folder) {
    this(folder, Feature.PLAIN);
  }

  /** An overlay without layers as yet, all of which will be made with a feature. */
  public TestOverlay(Path folder, Feature feature) {
    this.folder = folder;
    this.feature = feature;
  }

  /** What overlayfs can do beyond what runtimes have it do. */
  public enum Feature {
    PLAIN("redirect_dir=off,metacopy=off,index=off"),
    REDIRECT_DIR("redirect_dir=on,metacopy=off,index=off"),
    METACOPY("redirect_dir=on,metacopy=on,index=off"),
    INDEX("redirect_dir=off,metacopy=off,index=on"),
    ALL("redirect_dir=on,metacopy=on,index=on");

    private final String options;

    Feature(String options) {
      this.options = options;
    }
  }

  /** What is done to a tree. */
  @FunctionalInterface
  public interface Work {

    /** Does it below a root. */
    void in(Path root) throws Exception;
  }

  /** Puts a layer on top of the image. */
  public TestOverlay layer(Work work) throws Exception {
    if (lowerdirs.isEmpty()) {
      Path bottom = Files.createDirectory(folder.resolve("layer0"));
      work.in(bottom);
      lowerdirs.add(bottom);
      return this;
    }
    Path merged = mount("layer" + lowerdirs.size());
    work.in(merged);
    Commands.run("umount", merged.toString());
    lowerdirs.add(0, upperdir);
    return this;
  }

  /** Runs a container on the image: returns the root that it sees. */
  public Path container() throws IOException {
    return mount("upper");
  }

  private Path mount(String name) throws IOException {
    upperdir = Files.createDirectory(folder.resolve(name));
    Path work = Files.createDirectory(folder.resolve(name + ".work"));
    Path merged = Files.createDirectory(folder.resolve(name + ".merged"));
    mountOverlay("upperdir=" + upperdir + ",workdir=" + work, merged);
    return merged;
  }

  /** Mounts the image alone. */
  public Path image() throws IOException {
    Path image = Files.createDirectory(folder.resolve("image"));
    // An overlay of layers alone has at least two; an empty one on top changes nothing.
    lowerdirs.add(0, Files.createDirectories(folder.resolve("nothing")));
    mountOverlay("ro", image);
    lowerdirs.remove(0);
    return image;
  }

  private void mountOverlay(String more, Path where) throws IOException {
    String layers = lowerdirs.stream().map(Path::toString).collect(Collectors.joining(":"));
    Commands.run(
        "mount",
        "-t",
        "overlay",
        "-o",
        "lowerdir=" + layers + "," + feature.options + "," + more,
        "none",
        "" + where);
  }

  /** Where the container's writes go. */
  public Path upperdir() {
    return upperdir;
  }

  /** What a locator would say of it. */
  public OverlayMount located() {
    boolean hasIndex = feature == Feature.INDEX || feature == Feature.ALL;
    return new OverlayMount(
        FilePath.of(upperdir.toString()),
        lowerdirs.stream().map(path -> FilePath.of(path.toString())).toList(),
        hasIndex ? Optional.of(FilePath.of(upperdir + ".work/index")) : Optional.empty(),
        false,
        OwnerMap.IDENTITY);
  }
}
