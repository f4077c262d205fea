package io.driftwatch.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import io.driftwatch.testing.Background;
import io.driftwatch.testing.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's files about processes, read of our own. */
@Timeout(60)
final class ProcFsTest {

  /** Its first thread ends by exit(2), the system call, which is not the library's. */
  private static final String HEADLESS =
      """
      exec python3 -c 'import ctypes, mmap, platform, threading, time
      file = open("mapped", "r+b")
      shared = mmap.mmap(file.fileno(), 0)
      threading.Thread(target=time.sleep, args=(60,)).start()
      print("ready", flush=True)
      ctypes.CDLL(None).syscall({"x86_64": 60, "aarch64": 93}[platform.machine()], 0)'
      """;

  private final int pid = (int) ProcessHandle.current().pid();
  private HostRoot host;

  @BeforeEach
  void open() throws IOException {
    host = HostRoot.open(FilePath.ROOT);
  }

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void ourOwnProcessIsAmongThoseThatRunEachOnce() throws IOException {
    var pids = host.proc().pids();

    assertTrue(pids.contains(pid));
    assertEquals(pids.size(), new HashSet<>(pids).size());
  }

  @Test
  void aFileOfTheKernelsOwnIsText() throws IOException {
    assertEquals(Files.readString(Path.of("/proc/version")), host.proc().read("version"));
  }

  @Test
  void aProcessIsReadThroughItsDirectory() throws IOException {
    Path self = Path.of("/proc/self");
    try (ProcessDirectory process = host.proc().find(pid).orElseThrow()) {
      assertEquals(pid, process.pid());
      assertArrayEquals(Files.readAllBytes(self.resolve("mountinfo")), process.read("mountinfo"));
      assertEquals(
          new String(Files.readAllBytes(self.resolve("cmdline")), ISO_8859_1),
          process.readText("cmdline"));
      assertEquals(
          FilePath.of(Files.readSymbolicLink(self.resolve("cwd")).toString()),
          process.readLink("cwd"));
      assertEquals(
          Files.readSymbolicLink(self.resolve("ns/user")).toString().equals("user:[4026531837]"),
          process.isInInitialUserNamespace());
    }
  }

  @Test
  void theRootOfAProcessIsLookedAtWhereverItIs() throws IOException {
    try (ProcessDirectory process = host.proc().find(pid).orElseThrow();
        Directory cwd = process.openDirectory("cwd")) {
      assertTrue(process.statOf("root").isSameFile(host.stat()));
      assertTrue(process.statOf("cwd").isSameFile(cwd.stat()));
      assertEquals(
          Files.getAttribute(Path.of("").toAbsolutePath(), "unix:ino"), cwd.stat().inode());
    }
  }

  @Test
  void thereIsNoProcessWithAnImpossibleNumber() throws IOException {
    assertTrue(host.proc().find(Integer.MAX_VALUE).isEmpty());
  }

  @Test
  void aProcessThatEndedHasVanishedWhoeverHasItsNumberNow() throws Exception {
    Process sleep = Commands.start(new ProcessBuilder("sleep", "60"));
    try (ProcessDirectory process = host.proc().find((int) sleep.pid()).orElseThrow()) {
      sleep.destroyForcibly().waitFor();

      for (String file : new String[] {"stat", "status", "mountinfo", "cgroup"}) {
        assertVanished(() -> process.read(file));
      }
      assertVanished(() -> process.readLink("cwd"));
      assertVanished(() -> process.statOf("root"));
      assertEquals(Optional.empty(), host.proc().find((int) sleep.pid()).map(p -> "found"));
    }
  }

  /** A container whose first process does that runs on, and so do its other processes. */
  @Test
  void aProcessWhoseFirstThreadHasEndedIsReadThroughAnother(@TempDir Path folder) throws Exception {
    Files.write(folder.resolve("mapped"), new byte[9000]);
    try (Background other =
        Background.start(folder.resolve("headless"), List.of(), folder, HEADLESS)) {
      assertTrue(other.isReady(), other::said);
      Path stat = Path.of("/proc/" + other.pid() + "/stat");
      while (!Files.readString(stat).contains(") Z ")) {
        Thread.sleep(5);
      }

      try (ProcessDirectory process = host.proc().find((int) other.pid()).orElseThrow()) {
        assertTrue(process.isAlive());
        assertTrue(process.readText("mountinfo").contains(" / "));
        assertEquals(
            FilePath.of(Files.readSymbolicLink(Path.of("/proc/self/ns/mnt")).toString()),
            process.readLink("ns/mnt"));
        assertTrue(process.statOf("root").isSameFile(host.stat()));
        assertTrue(process.cachedStatOf("root").isSameFile(host.stat()));
        try (Directory files = Directory.open(FilePath.of(folder.toString()))) {
          FileStat mapped = files.find("mapped".getBytes(ISO_8859_1)).orElseThrow();
          assertTrue(SharedMappings.of(List.of(process)).mayBeMapped(mapped));
        }
      }
    }
  }

  private static void assertVanished(Executable call) {
    assertEquals(Reason.VANISHED, assertThrows(CannotLookException.class, call).reason());
  }

  @Test
  void aPathOfTheNodeStaysInTheNode(@TempDir Path node) throws IOException {
    Files.createDirectories(node.resolve("proc"));
    Path inside = Files.createDirectories(node.resolve("etc/here"));
    Files.createSymbolicLink(node.resolve("absolute"), Path.of("/etc/here"));
    Files.createSymbolicLink(node.resolve("up"), Path.of("../../../etc/here"));
    try (HostRoot mounted = HostRoot.open(FilePath.of(node.toString()))) {
      for (String path :
          new String[] {"/etc/here", "/absolute", "/up", "/../../etc/here", "etc/here"}) {
        try (Directory directory = mounted.openDirectory(FilePath.of(path))) {
          assertEquals(Files.getAttribute(inside, "unix:ino"), directory.stat().inode(), path);
        }
      }
      assertVanished(() -> mounted.openDirectory(FilePath.of("/usr")));
    }
  }
}
