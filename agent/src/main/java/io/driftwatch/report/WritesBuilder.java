package io.driftwatch.report;

import io.driftwatch.file.FilePath;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Collects where a container wrote, during one look at it. */
public final class WritesBuilder {

  /** Most of them are explained by what is found below them. */
  private static final int MAX_TRACES = 1_024;

  private static final int MAX_TRACE_BYTES = 64 << 10;

  private final KeptPlaces places = new KeptPlaces(WrittenPlace::plus);
  private final UnaryOperator<WrittenPlace> completed;

  /** Directories of the image that have another time. */
  private final Set<FilePath> traces = new LinkedHashSet<>();

  private int traceBytes;

  /** Nothing was written as yet, and nothing of the image will be known. */
  public WritesBuilder() {
    this(place -> place);
  }

  /**
   * Nothing was written as yet.
   *
   * @param completed a {@link Ground#SHARED} place with what the image has there
   */
  public WritesBuilder(UnaryOperator<WrittenPlace> completed) {
    this.completed = completed;
  }

  /**
   * Something was written.
   *
   * @param directory where
   * @param place what, which is not asked for when there are too many places
   */
  public void wrote(FilePath directory, Supplier<WrittenPlace> place) {
    places.add(directory, place);
  }

  /** A directory of the image has another time: something was written in it, and may be gone. */
  public void trace(FilePath directory) {
    if (traces.size() == MAX_TRACES || traceBytes + directory.length() > MAX_TRACE_BYTES) {
      places.leftOut();
    } else if (traces.add(directory)) {
      traceBytes += directory.length();
    }
  }

  /**
   * Bytecode was written, which who writes it can do without. It is no write that counts, and why
   * the directory around it has another time.
   */
  public void bytecode(FilePath path) {
    FilePath directory = path.parent();
    traceBytes -= traces.remove(directory) ? directory.length() : 0;
  }

  /** A file that was written takes so many bytes. */
  public void bytes(FilePath directory, long bytes) {
    places.addBytes(directory, bytes);
  }

  /** What was seen. To have made a directory is why the one around it has another time. */
  Writes build() {
    Set<FilePath> explained = new HashSet<>();
    for (WrittenPlace place : places.build().places()) {
      explained.add(place.directory());
      if (place.ground() == Ground.NEW) {
        explained.add(place.directory().parent());
      }
    }
    traces.stream()
        .filter(trace -> !explained.contains(trace))
        .forEach(trace -> places.add(trace, () -> WrittenPlace.trace(trace)));
    Writes all = places.build();
    return new Writes(
        all.places().stream()
            .map(place -> place.ground() == Ground.SHARED ? completed.apply(place) : place)
            .toList(),
        all.complete());
  }
}
