package io.driftwatch.compare;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStatBuilder;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file of the image is the runtime's work to the byte, or it is the container's. */
final class AppendedTest {

  private static final FilePath PATH = FilePath.of("/etc/passwd");
  private static final String IMAGE = "root:x:0:0:root:/root:/bin/sh\n";
  private static final String LINE = "1234:*:1234:0:container user:/:/bin/sh\n";
  private static final ChangeDetector SIDES = new ChangeDetector(DigestPolicy.NEEDED);

  private static boolean isExplained(FakeEntry image, FakeEntry now) throws IOException {
    return isExplained(PATH, image, now);
  }

  private static boolean isExplained(FilePath path, FakeEntry image, FakeEntry now)
      throws IOException {
    Appended appended = new Appended(image == null ? "" : IMAGE, Set.of(LINE, "other\n"), 7);
    RuntimeMade made = new RuntimeMade(Set.of(), FilePath.ROOT, 0755, Map.of(PATH, appended));
    return made.explains((Change) SIDES.compare(path, image, now), now);
  }

  @Test
  void theImageAndTheLineAreTheRuntimes() throws IOException {
    assertTrue(isExplained(FakeEntry.file(IMAGE), FakeEntry.file(IMAGE + LINE)));
    assertTrue(isExplained(FakeEntry.file(IMAGE), FakeEntry.file(IMAGE + "other\n")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        LINE,
        LINE + IMAGE,
        IMAGE + LINE + LINE,
        IMAGE + LINE + "other\n",
        IMAGE + LINE + "\n",
        IMAGE + "1234:*:1234:0:container user:/:/bin/sh",
        IMAGE + "\n" + LINE,
        IMAGE + "1234::1234:0:container user:/:/bin/sh\n",
        IMAGE + "1234:x:1234:0:container user:/:/bin/sh\n",
        IMAGE + "1234:*:0000:0:container user:/:/bin/sh\n",
        IMAGE + "1234:*:1235:0:container user:/:/bin/sh\n",
        IMAGE + "1234:*:1234:0:container user:/:/bin/zh\n",
        "root::0:0:root:/root:/bin/sh \n" + LINE,
        "ROOT:x:0:0:root:/root:/bin/sh\n" + LINE,
        IMAGE,
        ""
      })
  void anythingElseIsTheContainers(String content) throws IOException {
    FakeEntry image = FakeEntry.file(IMAGE);
    assertFalse(
        SIDES.compare(PATH, image, FakeEntry.file(content)) instanceof Change
            && isExplained(image, FakeEntry.file(content)));
  }

  @Test
  void anotherFileIsTheContainers() throws IOException {
    FakeEntry now = FakeEntry.file(IMAGE + LINE);
    assertFalse(isExplained(FilePath.of("/etc/passwd-"), FakeEntry.file(IMAGE), now));
    assertFalse(isExplained(FilePath.of("/passwd"), null, now));
  }

  @Test
  void anotherModeOrOwnerIsTheContainers() throws IOException {
    for (UnaryOperator<FileStatBuilder> other :
        Set.<UnaryOperator<FileStatBuilder>>of(
            stat -> stat.permissions(0666),
            stat -> stat.owner(1234, 0),
            stat -> stat.owner(0, 1234))) {
      FakeEntry now = FakeEntry.file(IMAGE + LINE).with(other);
      assertFalse(isExplained(FakeEntry.file(IMAGE), now));
    }
  }

  @Test
  void aNewFileIsTheRuntimesAsItMakesOne() throws IOException {
    FakeEntry made = FakeEntry.file(LINE).with(stat -> stat.permissions(0600).owner(7, 0));
    assertTrue(isExplained(null, made));
    assertFalse(isExplained(null, made.with(stat -> stat.permissions(0644).owner(7, 0))));
    assertFalse(isExplained(null, made.with(stat -> stat.permissions(0600).owner(8, 0))));
    assertFalse(
        isExplained(null, FakeEntry.file(IMAGE + LINE).with(s -> s.permissions(0600).owner(7, 0))));
  }

  @Test
  void whatWasReplacedOrTakenAwayIsTheContainers() throws IOException {
    assertFalse(isExplained(FakeEntry.file(IMAGE), null));
    assertFalse(isExplained(FakeEntry.file(IMAGE), FakeEntry.symlink("/tmp/passwd")));
  }

  @Test
  void whatCannotBeReadIsTheContainers() throws IOException {
    FakeEntry image = FakeEntry.file(IMAGE);
    assertFalse(isExplained(image, FakeEntry.file(IMAGE + LINE).unreadable()));
  }
}
