package io.driftwatch.report;

import io.driftwatch.file.FilePath;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;

/**
 * Places that were written to, as many as are kept. Where a container makes one directory after the
 * other beside what the image has, they are one place: the directory that it makes them in.
 */
final class KeptPlaces {

  static final int MAX_PLACES = 64;
  static final int MAX_BYTES = 16 << 10;

  /** So many new directories in one of the image's are places of their own. */
  static final int MAX_NEW = 8;

  private final BinaryOperator<WrittenPlace> union;
  private final NavigableMap<FilePath, WrittenPlace> places = new TreeMap<>();

  /** Directories in which more were made than are kept apart. */
  private final Set<FilePath> crowded = new HashSet<>();

  private boolean complete = true;
  private int bytes;

  /**
   * @param union of what is known of one place twice
   */
  KeptPlaces(BinaryOperator<WrittenPlace> union) {
    this.union = union;
  }

  /**
   * Adds what is known of a place.
   *
   * @param place is not asked for when there is no room for another one
   */
  void add(FilePath directory, Supplier<WrittenPlace> place) {
    if (places.containsKey(directory)) {
      put(place.get(), union);
    } else if (crowded.contains(directory.parent()) || hasRoom(directory)) {
      addFirst(place.get());
    } else {
      complete = false;
    }
  }

  /** There are more places than are known. */
  void leftOut() {
    complete = false;
  }

  /** Files of a place, if it is kept, take more. */
  void addBytes(FilePath directory, long more) {
    boolean alone = places.containsKey(directory) || !crowded.contains(directory.parent());
    FilePath at = alone ? directory : directory.parent();
    places.computeIfPresent(at, (path, place) -> place.plusBytes(more));
  }

  private boolean hasRoom(FilePath directory) {
    boolean fits = bytes + 2 * directory.length() <= MAX_BYTES;
    return fits && (places.size() < MAX_PLACES || newIn(directory.parent()).size() >= MAX_NEW);
  }

  private void addFirst(WrittenPlace place) {
    FilePath parent = place.directory().parent();
    Optional<WrittenPlace> outer = place.ground() == Ground.NEW ? outer(parent) : Optional.empty();
    if (outer.isPresent()) {
      put(place.in(outer.get().directory(), outer.get().ground()), WrittenPlace::plus);
    } else if (hasRoom(place.directory())) {
      put(place, union);
      takeIn(place);
      gather(parent);
    } else {
      complete = false;
    }
  }

  /** What a new directory is a part of. */
  private Optional<WrittenPlace> outer(FilePath parent) {
    if (crowded.contains(parent)) {
      return Optional.of(places.get(parent));
    }
    for (FilePath p = parent; !p.equals(FilePath.ROOT); p = p.parent()) {
      WrittenPlace place = places.get(p);
      if (place != null && place.ground() != Ground.SHARED) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }

  /** At another look less of the way may have been there. */
  private void takeIn(WrittenPlace outer) {
    if (outer.ground() == Ground.SHARED) {
      return;
    }
    for (WrittenPlace inner : List.copyOf(places.values())) {
      boolean isInside = inner.directory().startsWith(outer.directory());
      if (isInside
          && inner.ground() == Ground.NEW
          && !inner.directory().equals(outer.directory())) {
        remove(inner.directory());
        put(inner.in(outer.directory(), outer.ground()), WrittenPlace::plus);
      }
    }
  }

  private void put(WrittenPlace place, BinaryOperator<WrittenPlace> both) {
    WrittenPlace before = remove(place.directory());
    WrittenPlace now = bounded(before == null ? place : both.apply(before, place));
    places.put(now.directory(), now);
    bytes += weight(now);
  }

  private WrittenPlace remove(FilePath directory) {
    WrittenPlace removed = places.remove(directory);
    bytes -= removed == null ? 0 : weight(removed);
    return removed;
  }

  private static int weight(WrittenPlace place) {
    return place.directory().length() + place.example().length();
  }

  /** An example that would take room from other places is none. */
  private WrittenPlace bounded(WrittenPlace place) {
    return bytes + weight(place) <= MAX_BYTES ? place : place.withoutExample();
  }

  private List<WrittenPlace> newIn(FilePath parent) {
    return places.values().stream()
        .filter(place -> place.ground() == Ground.NEW && !place.directory().equals(FilePath.ROOT))
        .filter(place -> place.directory().parent().equals(parent))
        .toList();
  }

  /** Makes one place of what was made in one directory, if that is too much. */
  private void gather(FilePath parent) {
    List<WrittenPlace> all = newIn(parent);
    if (all.size() > MAX_NEW) {
      crowded.add(parent);
      for (WrittenPlace place : all) {
        remove(place.directory());
        put(place.in(parent, Ground.SHARED), WrittenPlace::plus);
      }
    }
  }

  /** What is kept. */
  Writes build() {
    return new Writes(List.copyOf(places.values()), complete);
  }
}
