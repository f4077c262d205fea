package io.driftwatch.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.container.Image;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Disposition;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Status;
import io.driftwatch.testing.SampleFile;
import io.driftwatch.testing.SampleReport;
import io.driftwatch.testing.Samples;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ContainerTextTest {

  private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

  @Test
  void aPodComesBeforeItsContainer() {
    assertEquals("ns/pod/c", ContainerText.name(Samples.inPod("ns", "pod", "c", "i")));
    assertEquals("c", ContainerText.name(Samples.docker("c", "i")));
  }

  @Test
  void anImageIsCalledByWhatIsKnown() {
    assertEquals("nginx:1", ContainerText.image(new Image("nginx:1", DIGEST, DIGEST)));
    assertEquals("sha256:0123456789ab…", ContainerText.image(new Image(null, DIGEST, null)));
    assertEquals("sha256:0123456789ab…", ContainerText.image(new Image(null, null, DIGEST)));
    assertEquals(
        "a@sha256:0123456789ab…", ContainerText.image(new Image("a@" + DIGEST, null, null)));
    assertEquals("image unknown", ContainerText.image(Image.UNKNOWN));
  }

  @ParameterizedTest
  @MethodSource
  void theVerdictIsShort(String expected, ContainerReport report) {
    assertEquals(expected, ContainerText.verdict(report));
  }

  static Stream<Arguments> theVerdictIsShort() {
    SampleFile text = SampleFile.text("");
    ContainerReport drifted =
        Reports.of(r -> r.added("/a", text).added("/b", text).added("/tmp/a", text));
    return Stream.of(
        Arguments.of("clean", Reports.of(r -> r.touched(3).mountpoint())),
        Arguments.of("DRIFTED  2 warnings, 1 info", drifted),
        Arguments.of("DRIFTED  1 critical", Reports.of(r -> r.mounted("/etc"))),
        Arguments.of("1 info", Reports.of(r -> r.added("/tmp/a", text))),
        Arguments.of("3 declared or allowed", Reports.excused(drifted, Disposition.DECLARED)),
        Arguments.of(
            "DRIFTED  1 warning; partial: 2 paths could not be looked at",
            Reports.of(r -> cannotLook(cannotLook(r.added("/a", text))))),
        Arguments.of(
            "partial: 1 path could not be looked at", Reports.of(ContainerTextTest::cannotLook)),
        Arguments.of(
            "cannot look: its root file system is no overlay",
            Samples.unseen(Samples.docker("a", "b"), Status.UNOBSERVABLE, Reason.NOT_OVERLAY)),
        Arguments.of(
            "could not look: it was gone before it could be read",
            Samples.unseen(Samples.docker("a", "b"), Status.FAILED, Reason.VANISHED)));
  }

  private static SampleReport cannotLook(SampleReport report) {
    return report.cannotLook(FilePath.ROOT, Reason.IO_ERROR);
  }
}
