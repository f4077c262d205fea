package io.driftwatch.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.container.Container;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import io.driftwatch.container.Workload;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.testing.Samples;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How looks become a profile. */
final class WriteProfileTest {

  private static final Instant AT = Samples.STARTED.plusSeconds(60);

  @Test
  void placesOfAllLooksAreUnitedWithTheLargestNumbers() {
    WriteProfile profile =
        WriteProfile.start(report("a", place("/tmp", Ground.EMPTY, 3, 100)), AT)
            .plus(report("a", place("/tmp", Ground.EMPTY, 1, 900)), AT.plusSeconds(60))
            .plus(report("a", place("/data", Ground.NEW, 1, 1)), AT.plusSeconds(120));

    assertEquals(
        List.of(place("/data", Ground.NEW, 1, 1), place("/tmp", Ground.EMPTY, 3, 900)),
        profile.writes().places());
    assertEquals(Samples.STARTED, profile.since());
    assertEquals(AT.plusSeconds(120), profile.until());
    assertEquals(1, profile.starts());
    assertFalse(profile.partial());
  }

  @Test
  void eachContainerIsCountedOnce() {
    WriteProfile profile = WriteProfile.start(report("a"), AT);
    for (int i = 0; i < 10; i++) {
      profile = profile.plus(report("b"), AT).plus(report("a"), AT);
    }

    assertEquals(2, profile.starts());
    assertEquals(2, profile.pods().size());
    assertTrue(profile.hasSeen(Samples.docker("a", "image:1")));
    assertFalse(profile.hasSeen(Samples.docker("c", "image:1")));
  }

  @Test
  void whatIsKeptOfContainersIsBounded() {
    WriteProfile profile = WriteProfile.start(report("first"), AT);
    for (int i = 0; i < 1_000; i++) {
      profile = profile.plus(report("c" + i), AT).plus(report("first"), AT);
    }

    assertEquals(1_001, profile.starts());
    assertEquals(64, profile.pods().size());
    assertEquals(256, profile.seen().size());
  }

  @Test
  void itIsPartialAsLongAsTheLatestLookAtSomeContainerWas() {
    WriteProfile profile = WriteProfile.start(partial("a"), AT);
    assertTrue(profile.partial());
    assertEquals(profile.since(), profile.until());

    profile = profile.plus(report("b"), AT);
    assertTrue(profile.partial());

    profile = profile.plus(report("a"), AT);
    assertFalse(profile.partial());
  }

  @Test
  void newDirectoriesAreTakenInByWhatIsAroundThem() {
    Writes deep = writes(place("/data/a/b", Ground.NEW, 1, 1), place("/data/c", Ground.NEW, 2, 2));
    Writes outer = writes(place("/data", Ground.NEW, 1, 1));

    assertEquals(
        List.of(place("/data", Ground.NEW, 4, 4)),
        deep.max(outer).places().stream().map(WriteProfileTest::plain).toList());
    assertEquals(List.of("/data"), directories(outer.max(deep)));
  }

  @Test
  void whatIsSharedTakesNothingIn() {
    Writes one = writes(place("/", Ground.SHARED, 1, 1));
    Writes other = writes(place("/data", Ground.NEW, 1, 1), place("/tmp", Ground.EMPTY, 1, 1));

    assertEquals(List.of("/", "/data", "/tmp"), directories(one.max(other)));
  }

  @Test
  void aDirectoryAfterTheOtherIsOnePlace() {
    Writes all = Writes.NONE;
    for (int i = 0; i < 100; i++) {
      all = all.max(writes(place("/run-" + i, Ground.NEW, 1, 10)));
    }
    all = all.max(writes(place("/tmp", Ground.EMPTY, 1, 1)));

    assertEquals(
        List.of("/", "/tmp"),
        directories(all.max(Writes.NONE)).stream().filter(d -> !d.startsWith("/run")).toList());
    assertTrue(all.complete());
    assertTrue(all.places().size() < 2 + KeptPlaces.MAX_NEW + 1, all.toString());
    assertEquals(Ground.SHARED, all.places().get(0).ground());
  }

  @Test
  void placesAreBounded() {
    WrittenPlace[] many =
        IntStream.range(0, 100)
            .mapToObj(i -> place(String.format("/d%03d", i), Ground.SHARED, 1, 1))
            .toArray(WrittenPlace[]::new);
    Writes all =
        writes(Arrays.copyOf(many, 50)).max(writes(Arrays.copyOfRange(many, 50, many.length)));

    assertEquals(KeptPlaces.MAX_PLACES, all.places().size());
    assertFalse(all.complete());
    assertFalse(Writes.NONE.max(all).complete());
  }

  @Test
  void longNamesAreBounded() {
    Writes all = Writes.NONE;
    for (int i = 0; i < 50; i++) {
      all = all.max(writes(place("/" + "x".repeat(4_000) + i, Ground.SHARED, 1, 1)));
    }

    int bytes =
        all.places().stream().mapToInt(p -> p.directory().length() + p.example().length()).sum();
    assertTrue(bytes <= KeptPlaces.MAX_BYTES, "" + bytes);
    assertFalse(all.complete());
  }

  @Test
  void aTraceIsNoExample() {
    WrittenPlace trace = WrittenPlace.trace(FilePath.of("/tmp")).overNothing();
    WrittenPlace write = place("/tmp", Ground.EMPTY, 1, 0);

    assertEquals(write, trace.plus(write));
    assertEquals(write, write.max(trace));
  }

  @Test
  void onlyMoreIsWorthSaving() {
    WriteProfile profile =
        WriteProfile.start(report("a", place("/tmp", Ground.EMPTY, 3, 1_000)), AT);

    assertFalse(more(profile, report("a", place("/tmp", Ground.EMPTY, 3, 1_900))));
    assertTrue(more(profile, report("a", place("/tmp", Ground.EMPTY, 3, 2_000))));
    assertTrue(more(profile, report("a", place("/data", Ground.NEW, 1, 0))));
    assertTrue(more(profile, report("b")));
    assertFalse(more(profile, partial("a")));
  }

  private static boolean more(WriteProfile profile, ContainerReport report) {
    return profile.plus(report, AT.plusSeconds(1)).saysMoreThan(profile);
  }

  @Test
  void replicasHaveOneKeyAndOthersHaveNot() {
    Container one = replica("web-1", "web", "sha256:1");

    assertEquals(key(one), key(replica("web-2", "web", "sha256:1")));
    assertNotEquals(key(one), key(replica("web-1", "other", "sha256:1")));
    assertNotEquals(key(one), key(replica("web-1", "web", "sha256:2")));
    assertNotEquals(key(one), key(Samples.docker("c", "image:1")));
    assertNotEquals(
        key(Samples.inPod("ns", "a", "c", "image:1")),
        key(Samples.inPod("ns", "b", "c", "image:1")));
  }

  @Test
  void noTwoKeysHaveOneId() {
    List<String> parts = List.of("", "a", "1:a", "a1:", ":", "\0");
    Set<String> ids = new HashSet<>();
    for (String image : parts) {
      for (String namespace : parts) {
        for (String owner : parts) {
          parts.forEach(name -> ids.add(new WriteProfileKey(image, namespace, owner, name).id()));
        }
      }
    }

    assertEquals(parts.size() * parts.size() * parts.size() * parts.size(), ids.size());
  }

  /** An ordinary user may call his container and its image what root's are called. */
  @Test
  void usersHaveProfilesOfTheirOwn() {
    Container roots = Samples.docker("web", "web:1");
    assertEquals(key(roots), key(Samples.docker("web", "web:1")));
    assertEquals(
        3, Set.of(key(roots), key(roots.ofUser("1000")), key(roots.ofUser("1001"))).size());
  }

  private static WriteProfileKey key(Container container) {
    return WriteProfileKey.of(container);
  }

  private static Container replica(String pod, String workload, String image) {
    Optional<Workload> owner = Optional.of(new Workload("deployment", workload));
    return Samples.inPod("ns", pod, "c", "image:1")
        .with(
            new Pod("ns", pod, "uid-" + pod, owner, Map.of(), Map.of()),
            new Image("image:1", image, null));
  }

  private static WrittenPlace plain(WrittenPlace place) {
    return place("" + place.directory(), place.ground(), place.files(), place.bytes());
  }

  private static List<String> directories(Writes writes) {
    return writes.places().stream().map(place -> place.directory().toString()).toList();
  }

  private static Writes writes(WrittenPlace... places) {
    KeptPlaces kept = new KeptPlaces(WrittenPlace::plus);
    Stream.of(places).forEach(place -> kept.add(place.directory(), () -> place));
    return kept.build();
  }

  private static WrittenPlace place(String directory, Ground ground, long files, long bytes) {
    FilePath path = FilePath.of(directory);
    return new WrittenPlace(path, ground, files, bytes, 0, false, path.resolve("x"), 0, false);
  }

  private static ContainerReport report(String name, WrittenPlace... places) {
    return report(name, Status.SCANNED, Optional.empty(), places);
  }

  private static ContainerReport partial(String name) {
    return report(name, Status.PARTIAL, Optional.of(Reason.IO_ERROR));
  }

  private static ContainerReport report(
      String name, Status status, Optional<Reason> reason, WrittenPlace... places) {
    Container container = Samples.docker(name, "image:1");
    return new ContainerReport(
        container,
        Optional.of(Samples.rootfs(container, false)),
        status,
        reason,
        List.of(),
        Counts.NONE,
        List.of(),
        writes(places),
        List.of());
  }
}
