package io.driftwatch.report;

import io.driftwatch.file.FilePath;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Collects where a container wrote, during one look at it. */
public final class WritesBuilder {

  private final KeptPlaces places = new KeptPlaces(WrittenPlace::plus);
  private final UnaryOperator<WrittenPlace> completed;

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

  /** A file that was written takes so many bytes. */
  public void bytes(FilePath directory, long bytes) {
    places.addBytes(directory, bytes);
  }

  /** What was seen. To have made a directory is why the one around it has another time. */
  Writes build() {
    Writes all = places.build();
    Set<FilePath> explained =
        all.places().stream()
            .filter(place -> place.ground() == Ground.NEW)
            .map(place -> place.directory().parent())
            .collect(Collectors.toSet());
    return new Writes(
        all.places().stream()
            .filter(place -> place.files() > 0 || !explained.contains(place.directory()))
            .map(place -> place.ground() == Ground.SHARED ? completed.apply(place) : place)
            .toList(),
        all.complete());
  }
}
