package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.NameBatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Looks through an image for files of certain names. What it cannot read it passes by. */
final class NamedFilesReader {

  /** More than that are not looked at. */
  private static final int MAX_NAMES = 2_000_000;

  /** Deeper applications are nobody's. */
  private static final int MAX_DEPTH = 64;

  /** What the directories that wait to be looked into may take. */
  private static final int MAX_WAITING_BYTES = 8 << 20;

  /** What one takes beside its path: path, layers, and its name among those of its parent. */
  private static final int DIRECTORY_BYTES = 400;

  private final Layers layers;
  private final Allowance allowance;
  private final Predicate<FilePath> wanted;
  private final NamedFiles files = new NamedFiles();
  private final PathBuffer path = new PathBuffer();
  private final Deque<WaitingDirectory> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private int seen;

  private NamedFilesReader(Layers layers, Look look, Predicate<FilePath> wanted) {
    this.layers = layers;
    this.allowance = look.allowance;
    this.wanted = wanted;
  }

  /**
   * Finds them.
   *
   * @param layers the image's, for this alone
   * @param wanted whether a path's last name is one of those
   */
  static NamedFiles read(Layers layers, Look look, Predicate<FilePath> wanted)
      throws CannotLookException {
    NamedFilesReader reader = new NamedFilesReader(layers, look, wanted);
    reader.waiting.push(new WaitingDirectory(FilePath.ROOT, layers.ofImage()));
    reader.run();
    return reader.files;
  }

  private void run() {
    while (!waiting.isEmpty() && seen < MAX_NAMES) {
      if (!allowance.hasTime()) {
        files.endEarly();
        return;
      }
      WaitingDirectory next = waiting.pop();
      waitingBytes -= bytes(next.path());
      try {
        list(next);
      } catch (CannotLookException e) {
        // What it holds is nobody's copy, then.
      } finally {
        layers.release();
      }
    }
  }

  private static int bytes(FilePath directory) {
    return DIRECTORY_BYTES + directory.length();
  }

  private void list(WaitingDirectory directory) throws CannotLookException {
    path.truncate(0);
    List<byte[]> names = directory.path().names();
    names.forEach(path::enter);
    layers.restore(directory.stack(), path);
    for (int layer : directory.stack().layers()) {
      long position = Directory.START;
      NameBatch batch;
      do {
        batch = layers.at(layer).names(position);
        position = batch.next();
        allowance.visited(batch.names().size());
        for (byte[] name : batch.names()) {
          seen++;
          look(directory, layer, name, names.size() < MAX_DEPTH);
        }
      } while (!batch.isLast() && seen < MAX_NAMES && allowance.hasTime());
    }
  }

  /** Most names are neither, and are not looked up in every layer. */
  private void look(WaitingDirectory directory, int layer, byte[] name, boolean enters)
      throws CannotLookException {
    FilePath at = path.resolve(name);
    boolean isWanted = wanted.test(at);
    boolean mayWait = enters && waitingBytes + bytes(at) <= MAX_WAITING_BYTES;
    if (!isWanted
        && !(mayWait && layers.find(layer, name).filter(e -> e.stat().isDirectory()).isPresent())) {
      return;
    }
    Optional<Found> found = Lookup.of(layers, directory.stack(), path, name);
    layers.release();
    if (found.isEmpty() || found.get().layer() != layer) {
      return;
    }
    if (found.get().isDirectory()) {
      if (mayWait) {
        waiting.push(new WaitingDirectory(at, found.get().directories()));
        waitingBytes += bytes(at);
      }
    } else if (isWanted && found.get().top().stat().isRegularFile()) {
      files.add(at, found.get().top().stat().size());
    }
  }
}
