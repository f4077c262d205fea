package io.driftwatch.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.driftwatch.testing.Commands;
import io.driftwatch.walk.Budget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration file that changes while the agent runs. */
final class ConfigurationFileTest {

  private static final Reload UNCHANGED = new Reload.Unchanged();

  @TempDir private Path folder;
  private Path path;

  @BeforeEach
  void write() throws IOException {
    path = Files.writeString(folder.resolve("config.yaml"), "scanInterval: 10s\n");
  }

  private static long seconds(Reload outcome) {
    return assertInstanceOf(Reload.Reloaded.class, outcome)
        .configuration()
        .scanInterval()
        .toSeconds();
  }

  private static String refusal(Reload outcome) {
    return assertInstanceOf(Reload.Refused.class, outcome).message();
  }

  @Test
  void aNewFileHoldsFromTheNextCheckOn() throws Exception {
    ConfigurationFile file = ConfigurationFile.load(path);
    assertEquals(10, file.current().scanInterval().toSeconds());
    assertEquals(UNCHANGED, file.check());

    Files.writeString(path, "scanInterval: 20s\n");

    assertEquals(20, seconds(file.check()));
    assertEquals(20, file.current().scanInterval().toSeconds());
    assertEquals(UNCHANGED, file.check());
  }

  /** The same length and the same time, as a tool that sets times makes it. */
  @Test
  void aChangeIsToldByContent() throws Exception {
    ConfigurationFile file = ConfigurationFile.load(path);
    FileTime time = Files.getLastModifiedTime(path);

    Files.writeString(path, "scanInterval: 20s\n");
    Files.setLastModifiedTime(path, time);
    assertEquals(20, seconds(file.check()));

    Files.setLastModifiedTime(path, FileTime.fromMillis(0));
    assertEquals(UNCHANGED, file.check());
  }

  @Test
  void aBadFileIsRefusedOnceAndTheOldOneHolds() throws Exception {
    ConfigurationFile file = ConfigurationFile.load(path);
    Configuration old = file.current();

    Files.writeString(path, "scanInterval: 20\n");

    assertEquals(
        path + ": line 1: scanInterval: must be a duration such as 30s, 5m or 1h, not 20",
        refusal(file.check()));
    assertEquals(UNCHANGED, file.check());
    assertSame(old, file.current());

    Files.writeString(path, "nonsense: 1\n");
    assertEquals(true, refusal(file.check()).contains("there is no such key"));

    Files.writeString(path, "scanInterval: 10s\n");
    assertEquals(10, seconds(file.check()), "that it is good again must be told");
    assertEquals(UNCHANGED, file.check());
  }

  @Test
  void aFileThatIsMissingForAMomentIsNoNews() throws Exception {
    ConfigurationFile file = ConfigurationFile.load(path);

    Files.delete(path);
    assertEquals(UNCHANGED, file.check());
    write();
    assertEquals(UNCHANGED, file.check());
    Files.delete(path);
    assertEquals(UNCHANGED, file.check());
    Files.writeString(path, "scanInterval: 20s\n");
    assertEquals(20, seconds(file.check()));
  }

  @Test
  void aFileThatStaysAwayIsRefusedOnce() throws Exception {
    ConfigurationFile file = ConfigurationFile.load(path);

    Files.delete(path);
    assertEquals(UNCHANGED, file.check());
    assertEquals(path + ": there is no such file", refusal(file.check()));
    assertEquals(UNCHANGED, file.check());
    assertEquals(UNCHANGED, file.check());
    assertEquals(10, file.current().scanInterval().toSeconds());

    write();
    assertEquals(10, seconds(file.check()));
    assertEquals(UNCHANGED, file.check());
  }

  /** As kubelet's atomic writer does it: config.yaml -> ..data/config.yaml, ..data -> ..time. */
  @Test
  void aConfigMapChangesByALink() throws Exception {
    Path volume = Files.createDirectory(folder.resolve("volume"));
    swap(volume, "..1", "scanInterval: 30s\n");
    Path mounted = volume.resolve("config.yaml");
    Files.createSymbolicLink(mounted, Path.of("..data", "config.yaml"));
    ConfigurationFile file = ConfigurationFile.load(mounted);

    swap(volume, "..2", "scanInterval: 40s\n");
    assertEquals(40, seconds(file.check()));
    swap(volume, "..3", "scanInterval: 40s\n");
    assertEquals(UNCHANGED, file.check());
    swap(volume, "..4", "scanInterval: forty\n");
    refusal(file.check());
    assertEquals(40, file.current().scanInterval().toSeconds());
  }

  private static void swap(Path volume, String name, String content) throws IOException {
    Path data = Files.createDirectory(volume.resolve(name));
    Files.writeString(data.resolve("config.yaml"), content);
    Path link = Files.createSymbolicLink(volume.resolve("..data_tmp"), Path.of(name));
    Files.move(link, volume.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void whatIsNoUsableFileIsRefusedAtTheStart() throws IOException {
    Path none = folder.resolve("none.yaml");
    Path large = Files.write(folder.resolve("large.yaml"), new byte[(1 << 20) + 1]);
    Path fifo = folder.resolve("fifo");
    Commands.run("mkfifo", fifo.toString());

    assertRefused(none, ": there is no such file");
    assertRefused(folder, ": is no regular file");
    assertRefused(large, ": has more than 1 MiB");
    assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> assertRefused(fifo, ": is no regular file"));
    assertRefused(Path.of("/dev/zero"), ": is no regular file");
  }

  private static void assertRefused(Path file, String problem) {
    assertEquals(
        file + problem,
        assertThrows(InvalidConfigurationException.class, () -> ConfigurationFile.load(file))
            .getMessage());
    assertEquals(
        file + problem,
        assertThrows(
                InvalidConfigurationException.class,
                () -> ConfigurationFile.read(file, Budget.DEFAULT))
            .getMessage());
  }

  @Test
  void aSingleScanHasItsOwnBudgets() throws Exception {
    assertEquals(Budget.DEFAULT, ConfigurationFile.read(path, Budget.DEFAULT).budget());
    assertEquals(Configuration.DEFAULT.budget(), ConfigurationFile.load(path).current().budget());
  }
}
