package io.driftwatch.advise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.advise.Weakness.Kind;
import io.driftwatch.compare.ChangeBuilder;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.container.Container;
import io.driftwatch.container.OciProcess;
import io.driftwatch.declare.DeclarationResult;
import io.driftwatch.declare.Effect;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Severity;
import io.driftwatch.judge.Trait;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Ground;
import io.driftwatch.report.ImageFacts;
import io.driftwatch.report.ImageFacts.Owner;
import io.driftwatch.report.Immutability;
import io.driftwatch.report.Status;
import io.driftwatch.report.WrittenPlace;
import io.driftwatch.testing.SampleAdvice;
import io.driftwatch.testing.SampleFile;
import io.driftwatch.testing.SampleReport;
import io.driftwatch.testing.Samples;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AdviserTest {
  private static final long MIB = 1 << 20;
  private static final Container WEB = Samples.docker("web", "web:1");

  private static SampleAdvice pod() {
    return SampleAdvice.ofDeployment("web-0", "nginx");
  }

  private static WrittenPlace shared(String directory, long imageBytes, boolean programs) {
    FilePath path = FilePath.of(directory);
    return new WrittenPlace(
        path, Ground.SHARED, 2, 100, 1, false, path.resolve("x"), imageBytes, programs);
  }

  private static List<String> paths(Advice advice) {
    return advice.mounts().stream().map(mount -> mount.path().toString()).toList();
  }

  @Test
  void whoWroteNothingIsReady() {
    assertEquals(Immutability.READY, pod().advise().verdict());
  }

  @Test
  void notForLongEnoughIsUnknown() {
    Advice advice = pod().watched(Duration.ofSeconds(59)).advise();
    assertEquals(Immutability.UNKNOWN, advice.verdict());
    assertEquals(List.of("watched for 59 s, which is less than 1 min"), advice.reasons());
    assertEquals(Immutability.READY, pod().watched(Duration.ofSeconds(60)).advise().verdict());
  }

  @Test
  void aReadOnlyRootWithNothingUnderItIsEnforcedHoweverShort() {
    SampleAdvice sample = new SampleAdvice(Samples.readOnly(WEB).mountpoint().build());
    assertEquals(Immutability.ENFORCED, sample.watched(Duration.ZERO).advise().verdict());
  }

  @Test
  void driftUnderAReadOnlyRootIsNotReady() {
    ContainerReport report = Samples.readOnly(WEB).added("/etc/x", SampleFile.text("x")).build();
    Advice advice = new SampleAdvice(report).advise();
    assertEquals(Immutability.NOT_READY, advice.verdict());
    assertEquals(
        List.of("drifted under its read-only root: 1 path, such as /etc/x"), advice.reasons());
  }

  @Test
  void numbersAreWrittenAlikeWhateverTheLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      SampleReport partial = Samples.report(WEB);
      for (int i = 0; i < 1_239; i++) {
        partial.cannotLook(FilePath.of("/x" + i), Reason.ACCESS_DENIED);
      }
      List<String> unseen = new SampleAdvice(partial.build()).advise().basis().unseen();
      assertEquals("1,234 more paths", unseen.get(unseen.size() - 1));
    } finally {
      Locale.setDefault(before);
    }
  }

  /** Rules of a configuration come first, whatever they are called. */
  @Test
  void aProgramInAVolumeIsNoDriftOfTheRootWhicheverRuleItMatched() {
    Finding inVolume =
        new Finding(
            ChangeBuilder.of(ChangeKind.ADDED, "/srv/x").build(),
            Severity.INFO,
            "spool",
            Set.of(Trait.EXECUTABLE, Trait.IN_VOLUME),
            Optional.empty());
    Finding page =
        new Finding(
            ChangeBuilder.of(ChangeKind.ADDED, "/srv/x.php").build(),
            Severity.INFO,
            "copied-from-image",
            Set.of(Trait.CODE, Trait.IN_VOLUME),
            Optional.empty());
    Advice advice =
        new SampleAdvice(Samples.readOnly(WEB).found(inVolume).found(page).build()).advise();
    assertEquals(Immutability.ENFORCED, advice.verdict());
    assertTrue(
        advice.weaknesses().contains(new Weakness(Kind.EXECUTABLE_VOLUMES, List.of("/srv/x"))));
  }

  @Test
  void whatCouldNotBeLookedAtIsUnknown() {
    ContainerReport unseen = Samples.unseen(WEB, Status.UNOBSERVABLE, Reason.NOT_OVERLAY);
    assertEquals(Immutability.UNKNOWN, new SampleAdvice(unseen).advise().verdict());
    ContainerReport blind =
        Samples.report(WEB).cannotLook(FilePath.ROOT, Reason.CAPABILITY_MISSING).build();
    assertEquals(Immutability.UNKNOWN, new SampleAdvice(blind).advise().verdict());
    ContainerReport blindBelow =
        Samples.readOnly(WEB).cannotLook(FilePath.ROOT, Reason.BUDGET_TIME).build();
    assertEquals(Immutability.UNKNOWN, new SampleAdvice(blindBelow).advise().verdict());
  }

  @Test
  void aPathThatCouldNotBeSeenIsToldOf() {
    ContainerReport partial =
        Samples.report(WEB).cannotLook(FilePath.of("/x"), Reason.ACCESS_DENIED).build();
    Advice advice = new SampleAdvice(partial).advise();
    assertEquals(Immutability.READY, advice.verdict());
    assertEquals(List.of("/x: access was denied"), advice.basis().unseen());
  }

  @Test
  void placesWithNothingOfTheImageAreMounts() {
    Advice advice = pod().wrote(Ground.EMPTY, "/tmp").wrote(Ground.NEW, "/data").advise();
    assertEquals(Immutability.READY_WITH_MOUNTS, advice.verdict());
    assertEquals(List.of("/data", "/tmp"), paths(advice));
  }

  /** As images have it that are made of a program and a few directories. */
  @Test
  void varIsAMountWhereTheImageHasNothingInIt() {
    assertEquals(List.of("/var"), paths(pod().wrote(Ground.EMPTY, "/var").advise()));
    assertEquals(
        Immutability.NOT_READY, pod().wrote(shared("/var", 100, false)).advise().verdict());
    assertEquals(Immutability.NOT_READY, pod().wrote(Ground.EMPTY, "/etc").advise().verdict());
  }

  @Test
  void filesOfTheImageAreCopiedFirst() {
    Advice advice = pod().wrote(shared("/opt/app/data", 100, false)).advise();
    assertEquals(Immutability.READY_WITH_MOUNTS, advice.verdict());
    assertTrue(advice.mounts().get(0).isSeeded());
  }

  @Test
  void aVolumeThatIsCopiedHoldsAllBelow() {
    Advice advice =
        pod()
            .wrote(Ground.EMPTY, "/opt/app/cache")
            .wrote(shared("/opt/app", MIB, false))
            .wrote(shared("/opt/app/conf", 10, false))
            .wrote(Ground.EMPTY, "/opt/apple")
            .advise();
    assertEquals(List.of("/opt/app", "/opt/apple"), paths(advice));
    assertEquals(5, advice.mounts().get(0).files());
  }

  private static ImageFacts facts(Map<FilePath, Owner> owners, String... hollow) {
    return new ImageFacts(
        List.of(),
        List.of(),
        Optional.of(FilePath.of("/bin/cp")),
        owners,
        Stream.of(hollow).map(FilePath::of).collect(Collectors.toSet()));
  }

  /** As in a spool, where files are renamed from one to the other. */
  @Test
  void directoriesBesideEachOtherAreOneMountWhereTheImageHasNothingElse() {
    SampleAdvice spool =
        pod()
            .wrote(Ground.EMPTY, "/srv/spool/new")
            .wrote(Ground.EMPTY, "/srv/spool/tmp")
            .wrote(Ground.NEW, "/srv/spool/x");
    Advice one = spool.image(facts(Map.of(), "/srv/spool")).advise();
    assertEquals(List.of("/srv/spool"), paths(one));
    assertTrue(one.mounts().get(0).isSeeded());
    assertEquals(3, one.mounts().get(0).files());
    assertEquals(FilePath.of("/srv/spool/new/x"), one.mounts().get(0).example());
    assertEquals(3, spool.image(facts(Map.of())).advise().mounts().size());
  }

  @Test
  void noMountIsMadeLargerWithoutNeed() {
    Advice alone = pod().image(facts(Map.of(), "/srv")).wrote(Ground.EMPTY, "/srv/a").advise();
    assertEquals(List.of("/srv/a"), paths(alone));
    Advice ofSystem =
        pod()
            .image(facts(Map.of(), "/var", "/usr/lib"))
            .wrote(Ground.EMPTY, "/var/a")
            .wrote(Ground.EMPTY, "/var/b")
            .advise();
    assertEquals(List.of("/var/a", "/var/b"), paths(ofSystem));
    Advice withMount =
        pod()
            .spec(List.of("/srv/data"), Set.of("data"), Set.of())
            .image(facts(Map.of(), "/srv"))
            .wrote(Ground.EMPTY, "/srv/a")
            .wrote(Ground.EMPTY, "/srv/b")
            .advise();
    assertEquals(List.of("/srv/a", "/srv/b"), paths(withMount));
  }

  @Test
  void whatTheContainerMadeBelongsToWhomItBelonged() {
    FilePath work = FilePath.of("/work");
    Container podman = Samples.podman("web", "web:1");
    ImageFacts users = facts(Map.of(work, new Owner(33, 34, 0750)));
    assertEquals("--tmpfs /work:rw,size=16m,mode=0750,uid=33,gid=34", optionsFor(WEB, users));
    assertEquals("--volume /work", optionsFor(podman, users));
    ImageFacts roots = facts(Map.of(work, new Owner(0, 0, 0755)));
    assertEquals("--tmpfs /work:rw,size=16m,mode=0755", optionsFor(WEB, roots));
    assertEquals("--tmpfs /work:rw,size=16m,mode=0755", optionsFor(podman, roots));
    assertEquals("--tmpfs /work:rw,size=16m,mode=1777", optionsFor(WEB, facts(Map.of())));
  }

  /**
   * Programs ask whose a directory is: PostgreSQL of its data, sshd of what it changes its root to.
   */
  @Test
  void anEmptyDirectoryThatIsSomebodysIsCopiedByRoot() {
    assertEquals(List.of("seed-data"), seedsOf(pod(), new Owner(999, 999, 0755)));
    assertEquals(List.of("seed-data"), seedsOf(pod(), new Owner(0, 4, 02775)));
    assertEquals(List.of("seed-data"), seedsOf(pod(), new Owner(0, 0, 0700)));
    assertEquals(List.of(), seedsOf(pod(), new Owner(0, 0, 0755)));
    assertEquals(List.of(), seedsOf(pod().user(999), new Owner(999, 999, 0700)));
  }

  private static List<String> seedsOf(SampleAdvice pod, Owner owner) {
    ImageFacts image = facts(Map.of(FilePath.of("/data"), owner));
    Advice advice = pod.image(image).wrote(Ground.EMPTY, "/data").advise();
    return PodPatch.of(List.of(advice)).seeds().stream().map(PodPatch.Seed::name).toList();
  }

  private static String optionsFor(Container container, ImageFacts image) {
    Advice advice = SampleAdvice.of(container).image(image).wrote(Ground.NEW, "/work").advise();
    List<String> options = ContainerOptions.of(advice);
    return String.join(" ", options.subList(1, options.size()));
  }

  @Test
  void whatNeedsTheSystemIsNotHiddenByAMountBelowIt() {
    Advice advice =
        pod().wrote(shared("/etc", 100, false)).wrote(Ground.EMPTY, "/etc/app").advise();
    assertEquals(Immutability.NOT_READY, advice.verdict());
    assertEquals(Optional.of(FilePath.of("/etc")), advice.obstacles().get(0).directory());
    assertEquals(List.of("/etc/app"), paths(advice));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/etc",
        "/usr",
        "/bin",
        "/sbin",
        "/lib",
        "/lib64",
        "/usr/bin",
        "/usr/lib",
        "/usr/lib/python3/dist-packages",
        "/usr/local/bin",
        "/boot/grub",
        "/dev",
        "/proc/x",
        "/sys"
      })
  void theSystemIsNoVolume(String directory) {
    Advice advice = pod().wrote(shared(directory, 10, false)).advise();
    assertEquals(Immutability.NOT_READY, advice.verdict());
    assertEquals("it is a directory of the system", advice.obstacles().get(0).because());
    assertEquals(List.of(), advice.mounts());
  }

  @Test
  void programsAndTooMuchAreNotCopied() {
    Advice programs = pod().wrote(shared("/opt/app", 10, true)).advise();
    assertTrue(programs.obstacles().get(0).because().contains("programs"));
    Advice large = pod().wrote(shared("/opt/app", 64 * MIB + 1, false)).advise();
    assertTrue(large.obstacles().get(0).because().contains("64 MiB"));
    assertEquals(
        Immutability.READY_WITH_MOUNTS,
        pod().wrote(shared("/opt/app", 64 * MIB, false)).advise().verdict());
  }

  @Test
  void withoutCpOnlyClientsCopy() {
    WrittenPlace place = shared("/opt/app", 10, false);
    Advice inPod = pod().image(ImageFacts.NONE).wrote(place).advise();
    assertEquals(Immutability.NOT_READY, inPod.verdict());
    Advice alone = SampleAdvice.of(WEB).image(ImageFacts.NONE).wrote(place).advise();
    assertEquals(Immutability.READY_WITH_MOUNTS, alone.verdict());
  }

  @Test
  void moreThanIsKeptIsNotReady() {
    assertEquals(Immutability.NOT_READY, pod().incomplete().advise().verdict());
    SampleAdvice many = pod();
    for (int i = 0; i < 17; i++) {
      many.wrote(Ground.NEW, "/d" + i);
    }
    assertEquals(Immutability.NOT_READY, many.advise().verdict());
  }

  @Test
  void whatIsAMountAlreadyNeedsNone() {
    Advice advice =
        pod()
            .spec(List.of("/data//"), Set.of("data"), Set.of())
            .wrote(Ground.EMPTY, "/data/a")
            .wrote(Ground.EMPTY, "/database")
            .advise();
    assertEquals(List.of("/database"), paths(advice));
  }

  @Test
  void namesThatNoSpecificationCanHaveAreSaid() {
    List<byte[]> names =
        List.of(
            "/a:b".getBytes(StandardCharsets.UTF_8),
            new byte[] {'/', (byte) 0xff},
            "/a\nb".getBytes(StandardCharsets.UTF_8),
            "/a\\b".getBytes(StandardCharsets.UTF_8),
            ("/" + "a".repeat(1_024)).getBytes(StandardCharsets.UTF_8));
    for (byte[] name : names) {
      FilePath path = FilePath.of(name);
      Advice advice =
          pod().wrote(new WrittenPlace(path, Ground.NEW, 1, 1, 0, false, path, 0, false)).advise();
      assertEquals(Immutability.NOT_READY, advice.verdict(), path.toString());
      assertEquals("no specification can have its name", advice.obstacles().get(0).because());
    }
  }

  @Test
  void whatTheSpecificationDoesIsToBeDoneInTheImage() {
    Advice advice =
        pod()
            .declared(
                new DeclarationResult(
                    "startupProbe.exec.command", "rm /bin/touch", Effect.DONE, ""))
            .advise();
    assertEquals(Immutability.NOT_READY, advice.verdict());
    assertEquals(
        "startupProbe.exec.command runs \"rm /bin/touch\", which a read-only root refuses:"
            + " do it in the image (RUN ...) and take it out there",
        advice.obstacles().get(0).because());
  }

  @ParameterizedTest
  @CsvSource({
    "DONE, nothing was there, READY",
    "CANNOT_WORK, it is one word, READY",
    "NOT_UNDERSTOOD, '', READY",
    "INEFFECTIVE, still there, NOT_READY",
    "PENDING, '', NOT_READY"
  })
  void whatChangesNothingIsNoObstacle(Effect effect, String why, Immutability expected) {
    Advice advice =
        pod().declared(new DeclarationResult("command", "rm -f /x", effect, why)).advise();
    assertEquals(expected, advice.verdict());
  }

  @ParameterizedTest
  @CsvSource({"0, 16", "4096, 16", "8388608, 16", "8388609, 32", "1073741824, 2048"})
  void theLimitIsTwiceTheMost(long bytes, long expectedMib) {
    assertEquals(expectedMib * MIB, MountPlan.sizeLimit(bytes));
  }

  @Test
  void noLimitOverflows() {
    assertTrue(MountPlan.sizeLimit(Long.MAX_VALUE) > 1L << 60);
  }

  @Test
  void programsThatWereWrittenAreACaution() {
    FilePath tmp = FilePath.of("/tmp");
    Advice advice =
        pod().wrote(new WrittenPlace(tmp, Ground.EMPTY, 1, 1, 0, true, tmp, 0, false)).advise();
    assertEquals(List.of("programs were written to /tmp: look at them first"), advice.cautions());
  }

  @Test
  void whoOwnsTheDirectoryInTheImageIsToldThatItWillNot() {
    FilePath data = FilePath.of("/data");
    ImageFacts image = facts(Map.of(data, new Owner(999, 999, 0700)));
    Advice advice = pod().user(999).image(image).wrote(Ground.EMPTY, "/data").advise();
    assertEquals(
        List.of(
            "/data is 999:999's in the image, mode 0700; as an emptyDir it is root's, mode 0777:"
                + " user 999 can write to it, but neither chmod nor chown it"),
        advice.cautions());
    assertEquals(
        List.of(), pod().image(image).wrote(Ground.EMPTY, "/data").advise().cautions(), "root");
  }

  @Test
  void whatIsOpenIsNamed() {
    OciProcess loose =
        new OciProcess(
            List.of(), 0, 0, FilePath.ROOT, true, Set.of("CAP_SYS_ADMIN", "CAP_CHOWN"), false);
    assertEquals(
        List.of(
            "runs as root []",
            "may gain privileges []",
            "capabilities that reach the node [SYS_ADMIN]",
            "shell [/bin/sh]",
            "package manager [/usr/bin/apt-get]"),
        weaknesses(pod().confined(loose)));
    OciProcess privileged =
        new OciProcess(List.of(), 1000, 0, FilePath.ROOT, false, Set.of("CAP_SYS_ADMIN"), true);
    assertEquals(
        List.of("privileged []"), weaknesses(pod().confined(privileged).image(ImageFacts.NONE)));
    assertEquals(List.of(), weaknesses(pod().user(1000).image(ImageFacts.NONE)));
  }

  private static List<String> weaknesses(SampleAdvice sample) {
    return sample.advise().weaknesses().stream()
        .map(weakness -> weakness.kind().text() + " " + weakness.details())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"0, 0 s", "59, 59 s", "60, 1 min", "61, 1 min 1 s", "3600, 1 h", "90000, 1 d 1 h"})
  void spansArePrintedInTwoUnits(long seconds, String text) {
    assertEquals(text, Span.text(Duration.ofSeconds(seconds)));
  }
}
