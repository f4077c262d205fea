package io.driftwatch.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileStatBuilder;
import io.driftwatch.file.FileType;
import io.driftwatch.testing.Background;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.MappingProcess;
import io.driftwatch.testing.RealParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel says that real processes have mapped. */
@Timeout(60)
final class SharedMappingsTest {

  /** Nobody has this. */
  private static final FileStat STRANGER = FileStatBuilder.of(FileType.FILE).changed(1, 1).build();

  private static final String MANY =
      """
      exec python3 -c 'import ctypes, os, sys, time
      c = ctypes.CDLL(None)
      c.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
      fd = os.open(sys.argv[1], os.O_RDWR)
      for i in range(int(sys.argv[2])):
          c.mmap(None, 1, 1 + i % 2 * 2, 1, fd, 0)
      print("ready", flush=True)
      time.sleep(60)' "$1" "$2"
      """;

  @TempDir private Path folder;

  @BeforeEach
  void needs() {
    RealParts.root();
  }

  @Test
  void aFileCountsWhileAProcessHasItMapped() throws IOException {
    Files.write(folder.resolve("mapped"), new byte[9000]);
    Files.write(folder.resolve("other"), new byte[9000]);
    try (MappingProcess process = MappingProcess.of(folder.resolve("mapped"))) {
      SharedMappings mappings = of(process.pid());

      assertTrue(mappings.mayBeMapped(stat("mapped")));
      assertFalse(mappings.mayBeMapped(stat("other")));
      process.protect();
      assertTrue(of(process.pid()).mayBeMapped(stat("mapped")));
    }
  }

  @Test
  void memoryThatIsSharedWithoutAFileMakesNothingSuspect() throws IOException {
    String script =
        """
        exec python3 -c 'import mmap, time
        shared = mmap.mmap(-1, 9000)
        print("ready", flush=True)
        time.sleep(60)'
        """;
    try (Background process =
        Background.start(folder.resolve("anonymous"), List.of(), folder, script)) {
      assertTrue(process.isReady(), process::said);
      assertFalse(of((int) process.pid()).mayBeMapped(STRANGER));
    }
  }

  /** As MySQL maps it for its native I/O. */
  @Test
  void whatIsMappedAndIsNoFileMakesNothingSuspect() throws IOException {
    Path program = Path.of("../src-test-fixtures/processes/no-file.py").toAbsolutePath();
    try (Background process =
        Background.start(
            folder.resolve("rings"),
            List.of(),
            folder,
            "exec python3 \"$1\"\n",
            program.toString())) {
      RealParts.need("io_setup(2)", process.isReady(), process.said());

      assertFalse(of((int) process.pid()).mayBeMapped(STRANGER));
    }
  }

  /** A mapping a line, of a hundred bytes. */
  @Test
  void whereThereIsTooMuchToReadAnythingMayBeMapped() throws IOException {
    Files.write(folder.resolve("mapped"), new byte[9000]);
    assertFalse(ofProcessWithMappings(100).mayBeMapped(STRANGER));
    assertTrue(ofProcessWithMappings(30_000).mayBeMapped(STRANGER));
  }

  private SharedMappings ofProcessWithMappings(int count) throws IOException {
    String file = folder.resolve("mapped").toString();
    try (Background process =
        Background.start(
            folder.resolve("many"), List.of(), folder, MANY, file, Integer.toString(count))) {
      assertTrue(process.isReady(), process::said);
      return of((int) process.pid());
    }
  }

  @Test
  void aProcessThatEndedHasNothingMapped() throws Exception {
    Process sleep = Commands.start(new ProcessBuilder("sleep", "60"));
    try (HostRoot host = HostRoot.open(FilePath.ROOT);
        ProcessDirectory process = host.proc().find((int) sleep.pid()).orElseThrow()) {
      sleep.destroyForcibly().waitFor();

      assertFalse(SharedMappings.of(List.of(process)).mayBeMapped(STRANGER));
    }
  }

  @Test
  void aProcessThatNobodyWaitsForHasNothingMapped() throws Exception {
    String script = "sh -c 'echo $$ >pid' & exec sleep 60\n";
    try (Background parent =
        Background.start(folder.resolve("parent"), List.of(), folder, "echo ready\n" + script)) {
      assertTrue(parent.isReady(), parent::said);
      Path pid = folder.resolve("pid");
      while (!Files.exists(pid) || Files.size(pid) == 0) {
        Thread.sleep(5);
      }
      int zombie = Integer.parseInt(Files.readString(pid).strip());
      while (!Files.readString(Path.of("/proc/" + zombie + "/stat")).contains(") Z ")) {
        Thread.sleep(5);
      }

      assertFalse(of(zombie).mayBeMapped(STRANGER));
    }
  }

  @Test
  void ofNoProcessNothingIsMapped() {
    assertFalse(SharedMappings.of(List.of()).mayBeMapped(STRANGER));
  }

  private static SharedMappings of(int pid) throws IOException {
    try (HostRoot host = HostRoot.open(FilePath.ROOT);
        ProcessDirectory process = host.proc().find(pid).orElseThrow()) {
      assertEquals(pid, process.pid());
      return SharedMappings.of(List.of(process));
    }
  }

  private FileStat stat(String name) throws IOException {
    try (Directory directory = Directory.open(FilePath.of(folder.toString()))) {
      return directory.find(name.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }
  }
}
