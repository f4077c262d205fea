package io.driftwatch.export;

import static io.driftwatch.testing.SampleFile.directory;
import static io.driftwatch.testing.SampleFile.link;
import static io.driftwatch.testing.SampleFile.program;
import static io.driftwatch.testing.SampleFile.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileType;
import io.driftwatch.judge.Finding;
import io.driftwatch.testing.SampleFile;
import io.driftwatch.testing.Samples;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class FindingTextTest {

  private static final byte[] VALUE = {1};

  @ParameterizedTest
  @MethodSource
  void saysWhatDiffers(String expected, SampleFile image, SampleFile now) {
    Finding finding = Reports.of(r -> r.compared(FilePath.of("/p"), image, now)).findings().get(0);

    assertEquals(expected, FindingText.of(finding));
  }

  static Stream<Arguments> saysWhatDiffers() {
    SampleFile suid = program("x").mode(04755);
    return Stream.of(
        Arguments.of("1,234,567 bytes", null, text("").size(1_234_567)),
        Arguments.of("1 byte", null, text("a")),
        Arguments.of("directory", null, directory()),
        Arguments.of("-> /tmp/x", null, to("/tmp/x")),
        Arguments.of("fifo", null, SampleFile.special(FileType.FIFO)),
        Arguments.of("char device 1:3", null, SampleFile.device(FileType.CHAR, 1, 3)),
        Arguments.of(
            "executable, set-uid gained, 5 bytes, sha256 " + suid.digest().abbreviated(),
            null,
            suid),
        Arguments.of(
            "2 bytes, at start", null, text("ab").changed(Samples.STARTED.plusSeconds(60))),
        Arguments.of("", text("a"), null),
        Arguments.of("directory", directory(), null),
        Arguments.of("-> busybox", to("busybox"), null),
        Arguments.of("executable", program("a"), null),
        Arguments.of("was directory, now -> /tmp", directory(), to("/tmp")),
        Arguments.of("was -> a, now file", to("a"), text("a")),
        Arguments.of("size 839 -> 1,842", text("a").size(839), text("b").size(1842)),
        Arguments.of("content, same size", text("a"), text("b")),
        Arguments.of("target /a -> b", to("/a"), to("b")),
        Arguments.of(
            "device 1:3 -> 1:5",
            SampleFile.device(FileType.CHAR, 1, 3),
            SampleFile.device(FileType.CHAR, 1, 5)),
        Arguments.of("mode 0644 -> 1600", text("a"), text("a").mode(01600)),
        Arguments.of("mode 0755 -> 4755, executable, set-uid gained", program("x"), suid),
        Arguments.of("owner 0 -> 33, group 0 -> 44", text("a"), text("a").owner(33, 44)),
        Arguments.of("content, same size, owner 0 -> 9", text("a"), text("b").owner(9, 0)),
        Arguments.of("capability cap_net_raw=ep, executable", program("a"), program("a").netRaw()),
        Arguments.of(
            "capability cap_net_raw=ep -> none, executable", program("a").netRaw(), program("a")),
        Arguments.of(
            "xattr user.a, user.c",
            text("a").xattr("user.a", VALUE).xattr("user.b", VALUE),
            text("a").xattr("user.b", VALUE).xattr("user.c", VALUE)),
        Arguments.of(
            "xattr user.1, user.2, user.3 and 1 more",
            text("a"),
            text("a")
                .xattr("user.1", VALUE)
                .xattr("user.2", VALUE)
                .xattr("user.3", VALUE)
                .xattr("user.4", VALUE)));
  }

  @Test
  void aMountHidesThings() {
    Finding mount = Reports.of(r -> r.mounted("/etc")).findings().get(0);

    assertEquals("mounted over by someone, hides what lies under it", FindingText.of(mount));
  }

  private static SampleFile to(String target) {
    return link(FilePath.of(target));
  }
}
