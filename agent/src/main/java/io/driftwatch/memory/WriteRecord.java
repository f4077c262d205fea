package io.driftwatch.memory;

import io.driftwatch.report.Ground;
import io.driftwatch.report.WriteProfile;
import io.driftwatch.report.WriteProfile.SeenContainer;
import io.driftwatch.report.WriteProfileKey;
import io.driftwatch.report.Writes;
import io.driftwatch.report.WrittenPlace;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the containers of one image in one workload wrote, as it is written to the state directory.
 * Times are in seconds since 1970.
 *
 * @param key whose profile it is
 * @param since when the first of them started
 * @param until when the latest complete look began
 * @param lastSeen when one of them was looked at last
 * @param pods UIDs
 * @param starts how many containers were looked at
 * @param partial whether looks left something out
 * @param complete whether there are no more places than these
 * @param places where they wrote
 * @param seen the containers that {@code starts} counts
 */
public record WriteRecord(
    WriteProfileKey key,
    long since,
    long until,
    long lastSeen,
    Set<String> pods,
    int starts,
    boolean partial,
    boolean complete,
    List<PlaceRecord> places,
    List<SeenContainer> seen) {

  public WriteRecord {
    Objects.requireNonNull(key);
    pods = new TreeSet<>(pods);
    places = List.copyOf(places);
    seen = List.copyOf(seen);
    seen.forEach(each -> Objects.requireNonNull(each.id()));
    // Of what was read: a file that says anything else is lost when it is loaded.
    List.of(since, until, lastSeen).forEach(Seconds::require);
  }

  /** A place, its paths one character a byte. */
  public record PlaceRecord(
      String directory,
      Ground ground,
      long files,
      long bytes,
      long overImage,
      boolean programs,
      String example,
      long imageBytes,
      boolean imagePrograms) {

    public PlaceRecord {
      Objects.requireNonNull(directory);
      Objects.requireNonNull(ground);
      Objects.requireNonNull(example);
    }

    static PlaceRecord of(WrittenPlace place) {
      return new PlaceRecord(
          PathText.of(place.directory()),
          place.ground(),
          place.files(),
          place.bytes(),
          place.overImage(),
          place.programs(),
          PathText.of(place.example()),
          place.imageBytes(),
          place.imagePrograms());
    }

    WrittenPlace place() {
      return new WrittenPlace(
          PathText.read(directory),
          ground,
          files,
          bytes,
          overImage,
          programs,
          PathText.read(example),
          imageBytes,
          imagePrograms);
    }
  }

  static WriteRecord of(WriteProfileKey key, WriteProfile profile, Instant lastSeen) {
    return new WriteRecord(
        key,
        profile.since().getEpochSecond(),
        profile.until().getEpochSecond(),
        lastSeen.getEpochSecond(),
        profile.pods(),
        profile.starts(),
        profile.partial(),
        profile.writes().complete(),
        profile.writes().places().stream().map(PlaceRecord::of).toList(),
        profile.seen());
  }

  WriteProfile profile() {
    return new WriteProfile(
        Instant.ofEpochSecond(since),
        Instant.ofEpochSecond(until),
        pods,
        starts,
        partial,
        new Writes(places.stream().map(PlaceRecord::place).toList(), complete),
        seen);
  }
}
