package io.driftwatch.report;

import java.util.List;

/**
 * Where a container wrote, by what is left of it. None of the places lies below another.
 *
 * @param places by path
 * @param complete whether there are no more places than these
 */
public record Writes(List<WrittenPlace> places, boolean complete) {

  /** Nothing was written. */
  public static final Writes NONE = new Writes(List.of(), true);

  public Writes {
    places = List.copyOf(places);
  }
}
