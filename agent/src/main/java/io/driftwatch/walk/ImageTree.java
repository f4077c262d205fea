package io.driftwatch.walk;

import io.driftwatch.compare.Programs;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileType;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.NameBatch;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The image alone, for questions about what it has at a place. */
final class ImageTree implements AutoCloseable {

  /** More than that are not looked at in one directory, or below it. */
  private static final int MAX_NAMES = 2_000;

  /** Nobody's volume is to be filled with deeper trees. */
  private static final int MAX_DEPTH = 64;

  private final Layers layers;
  private final Layers links;
  private final PathBuffer path = new PathBuffer();

  /**
   * @param layers the image's, for this alone
   * @param links the same once more, for following links
   */
  ImageTree(Layers layers, Layers links) {
    this.layers = layers;
    this.links = links;
  }

  /** Whether the image has nothing in one of its directories; what cannot be read is something. */
  boolean isEmpty(FilePath directory) {
    try {
      Below below = new Below();
      below.list(enter(directory), true);
      return !below.any && !below.endless;
    } catch (IOException | RuntimeException e) {
      Failure.reason(e);
      return false;
    } finally {
      layers.release();
    }
  }

  /** What the image has below one of its directories. */
  ImageContent contentOf(FilePath directory) {
    Below below = new Below();
    boolean empty = false;
    try {
      below.list(enter(directory), false);
      empty = !below.any && !below.endless;
      while (!below.waiting.isEmpty() && !below.programs && !below.endless) {
        WaitingDirectory next = below.waiting.pop();
        standAt(next.path().names());
        layers.restore(next.stack(), path);
        below.list(next.stack(), false);
      }
    } catch (IOException | RuntimeException e) {
      Failure.reason(e);
      below.endless = true;
    } finally {
      layers.release();
    }
    return new ImageContent(empty, below.bytes, below.programs || below.endless);
  }

  /** Steps down to a directory. */
  private LowerStack enter(FilePath directory) throws CannotLookException {
    layers.toRoot();
    path.truncate(0);
    LowerStack standing = layers.ofImage();
    for (byte[] name : directory.names()) {
      Optional<Found> found = Lookup.of(layers, standing, path, name);
      layers.release();
      LowerStack below = found.map(Found::directories).orElse(LowerStack.EMPTY);
      path.enter(name);
      layers.enter(standing, below, name, path);
      standing = below;
    }
    return standing;
  }

  private void standAt(List<byte[]> names) {
    path.truncate(0);
    names.forEach(path::enter);
  }

  /** What was seen. */
  private final class Below {
    private final Deque<WaitingDirectory> waiting = new ArrayDeque<>();
    private int seen;
    private boolean any;
    private long bytes;
    private boolean programs;

    /** Whether there was too much to look at all of it. */
    private boolean endless;

    /**
     * Looks at what is in the directory where the layers stand.
     *
     * @param first whether no more than one name is of interest
     */
    void list(LowerStack at, boolean first) throws IOException {
      for (int layer : at.layers()) {
        NameBatch batch = layers.at(layer).names(Directory.START);
        while (!batch.isLast()) {
          for (byte[] name : batch.names()) {
            add(at, layer, name);
            if (programs || endless || (first && any)) {
              return;
            }
          }
          batch = layers.at(layer).names(batch.next());
        }
      }
    }

    private void add(LowerStack at, int layer, byte[] name) throws IOException {
      if (++seen > MAX_NAMES) {
        endless = true;
        return;
      }
      Optional<Found> found = Lookup.of(layers, at, path, name);
      if (found.isPresent() && found.get().layer() == layer) {
        any = true;
        add(path.resolve(name), found.get());
      }
      layers.release();
    }

    private void add(FilePath file, Found found) throws IOException {
      LayerEntry top = found.top();
      if (found.isDirectory()) {
        waiting.push(new WaitingDirectory(file, found.directories()));
        endless |= file.names().size() > MAX_DEPTH;
        return;
      }
      if (top.stat().isRegularFile()) {
        bytes += top.stat().bytesOfLink();
      }
      boolean isLink = top.stat().type() == FileType.SYMLINK;
      programs |= Programs.isProgram(isLink ? new ImageLink(top, file, links) : top);
    }
  }

  @Override
  public void close() {
    layers.close();
    links.close();
  }
}
