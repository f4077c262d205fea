package io.driftwatch.testing;

import io.driftwatch.file.FilePath;
import io.driftwatch.linux.HostRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that stands for the root of a node, with what runtimes would have left there. */
public final class FakeNode {

  private final Path folder;

  /**
   * A node with nothing but an empty /proc.
   *
   * @param folder an empty one
   */
  public FakeNode(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectory(folder.resolve("proc"));
  }

  /** Writes a file, and makes the folders on the way to it. */
  public FakeNode with(String path, byte[] content) throws IOException {
    Path file = folder.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return this;
  }

  /** Makes a folder. */
  public FakeNode with(String path) throws IOException {
    Files.createDirectories(folder.resolve(path.substring(1)));
    return this;
  }

  /** Where a path of the node really is. */
  public Path real(String path) {
    return folder.resolve(path.substring(1));
  }

  /** Opens it as a node's root. */
  public HostRoot open() throws IOException {
    return HostRoot.open(FilePath.of(folder.toString()));
  }
}
