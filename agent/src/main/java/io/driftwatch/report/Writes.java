package io.driftwatch.report;

import java.util.List;
import java.util.stream.Stream;

/**
 * Where a container wrote, by what is left of it. No {@link Ground#NEW} or {@link Ground#EMPTY}
 * place lies below another such; below a {@link Ground#SHARED} one there may be any, which it does
 * not count, because to mount those is less than to mount it. What lies under the container's own
 * mounts is not among them.
 *
 * @param places by path; at most 64, whose paths take 16 KiB at most
 * @param complete whether there are no more places than these
 */
public record Writes(List<WrittenPlace> places, boolean complete) {

  /** Nothing was written. */
  public static final Writes NONE = new Writes(List.of(), true);

  public Writes {
    places = List.copyOf(places);
  }

  /** All places of both, as they were when most had been written to each. */
  public Writes max(Writes other) {
    if (other.places.isEmpty() && other.complete) {
      return this;
    }
    KeptPlaces all = new KeptPlaces(WrittenPlace::max);
    Stream.of(this, other)
        .flatMap(writes -> writes.places.stream())
        .forEach(place -> all.add(place.directory(), () -> place));
    if (!complete || !other.complete) {
      all.leftOut();
    }
    return all.build();
  }

  /** Whether the places are the same, and have not been written to more than twice as much. */
  boolean sameAs(Writes other) {
    boolean same = complete == other.complete && places.size() == other.places.size();
    for (int i = 0; same && i < places.size(); i++) {
      same = places.get(i).sameAs(other.places.get(i));
    }
    return same;
  }
}
