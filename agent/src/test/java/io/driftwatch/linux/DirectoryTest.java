package io.driftwatch.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.DeviceNumber;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileTime;
import io.driftwatch.file.FileType;
import io.driftwatch.file.Reason;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.RealParts;
import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A directory that its owner would like us to leave. */
@Timeout(60)
final class DirectoryTest {

  private static final byte[] SELF = {'.'};

  @TempDir private Path folder;
  private Directory directory;

  @BeforeEach
  void open() throws IOException {
    directory = Directory.open(FilePath.of(folder.toString()));
  }

  @AfterEach
  void close() {
    directory.close();
  }

  // Names.

  @Test
  void namesAreWhateverBytesTheKernelTakes() throws IOException {
    Set<String> expected = new TreeSet<>();
    expected.add("\u00ff".repeat(255));
    for (char name = 1; name < 256; name++) {
      if (name != '/' && name != '.') {
        expected.add(String.valueOf(name));
      }
    }
    perl("for (1..255) { $c = chr; next if $c eq '/' or $c eq '.'; open F, '>', $c or die $! }");
    perl("open F, '>', \"\\xff\" x 255 or die $!");

    assertEquals(expected, texts(directory.allNames()));
    for (String name : expected) {
      assertEquals(0, directory.find(bytes(name)).orElseThrow().size());
      directory.openFile(bytes(name)).close();
    }
  }

  @Test
  void aLinksTargetIsBytesToo() throws IOException {
    perl("symlink \"/\\xff\\n\" . 'x' x 4000, 'link' or die $!");

    assertArrayEquals(
        bytes("/\u00ff\n" + "x".repeat(4_000)), directory.readLink(bytes("link")).bytes());
  }

  private void perl(String program) throws IOException {
    Commands.Result result =
        Commands.attempt(new ProcessBuilder("perl", "-e", program).directory(folder.toFile()));
    assertEquals("", result.errors());
  }

  @Test
  void aLargeDirectoryIsListedInBatchesEachNameOnce() throws IOException {
    Set<String> expected = fill(3_000);
    List<String> listed = new ArrayList<>();
    int batches = 0;

    for (NameBatch batch = directory.names(Directory.START);
        !batch.isLast();
        batch = directory.names(batch.next())) {
      batch.names().forEach(name -> listed.add(new String(name, ISO_8859_1)));
      batches++;
    }

    assertTrue(batches > 3, batches + " batches");
    assertEquals(expected.size(), listed.size());
    assertEquals(expected, new TreeSet<>(listed));
  }

  @Test
  void aListingGoesOnWhereItWasInADirectoryThatWasOpenedAnew() throws IOException {
    Set<String> expected = fill(3_000);
    List<String> listed = new ArrayList<>();

    long position = Directory.START;
    while (true) {
      try (Directory anew = directory.reopen()) {
        NameBatch batch = anew.names(position);
        if (batch.isLast()) {
          break;
        }
        batch.names().forEach(name -> listed.add(new String(name, ISO_8859_1)));
        position = batch.next();
      }
    }

    assertEquals(expected.size(), listed.size());
    assertEquals(expected, new TreeSet<>(listed));
  }

  @Test
  void aPositionCanBeReadFromAgain() throws IOException {
    fill(3_000);
    NameBatch first = directory.names(Directory.START);
    NameBatch second = directory.names(first.next());

    assertEquals(texts(second.names()), texts(directory.names(first.next()).names()));
    assertEquals(texts(first.names()), texts(directory.names(Directory.START).names()));
  }

  private Set<String> fill(int files) throws IOException {
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < files; i++) {
      names.add("x".repeat(120) + i);
    }
    for (String name : names) {
      Files.createFile(folder.resolve(name));
    }
    return names;
  }

  @Test
  void anEmptyDirectoryHasNoNamesNotEvenDots() throws IOException {
    assertEquals(Set.of(), texts(directory.allNames()));
    assertEquals(List.of(), directory.names(Directory.START).names());
  }

  @Test
  void aDirectoryThatWasRemovedIsEmpty() throws IOException {
    Files.createDirectory(folder.resolve("d"));
    try (Directory gone = directory.openDirectory(bytes("d"))) {
      Files.delete(folder.resolve("d"));

      assertEquals(List.of(), gone.allNames());
    }
  }

  // Nothing is followed, and nothing but a regular file is opened.

  @ParameterizedTest
  @ValueSource(strings = {"to-file", "to-directory", "to-nothing", "to-itself", "to-fifo"})
  void aLinkIsNeverFollowed(String link) throws IOException {
    Files.writeString(folder.resolve("file"), "secret");
    Files.createDirectory(folder.resolve("directory"));
    Commands.run("mkfifo", folder.resolve("fifo").toString());
    Files.createSymbolicLink(folder.resolve("to-file"), Path.of("file"));
    Files.createSymbolicLink(folder.resolve("to-directory"), Path.of("directory"));
    Files.createSymbolicLink(folder.resolve("to-nothing"), Path.of("nothing"));
    Files.createSymbolicLink(folder.resolve("to-itself"), Path.of("to-itself"));
    Files.createSymbolicLink(folder.resolve("to-fifo"), Path.of("fifo"));

    assertFails(Reason.SWAPPED, () -> directory.openFile(bytes(link)));
    assertFails(Reason.SWAPPED, () -> directory.openDirectory(bytes(link)));
    assertFails(Reason.SWAPPED, () -> directory.readFile(link, 100));
    assertEquals(FileType.SYMLINK, directory.find(bytes(link)).orElseThrow().type());
  }

  @Test
  @Timeout(10)
  void aFifoIsRefusedWithoutWaitingForAWriter() throws IOException {
    Commands.run("mkfifo", folder.resolve("fifo").toString());

    assertFails(Reason.SWAPPED, () -> directory.openFile(bytes("fifo")));
    assertFails(Reason.SWAPPED, () -> directory.openDirectory(bytes("fifo")));
    assertEquals(FileType.FIFO, directory.find(bytes("fifo")).orElseThrow().type());
  }

  /** Opening it for a moment would be enough to let a writer go on, or to start a device. */
  @Test
  void whatIsNoRegularFileIsNotEvenOpened() throws Exception {
    Commands.run("mkfifo", folder.resolve("pipe").toString());
    Process writer =
        Commands.start(
            new ProcessBuilder("sh", "-c", "exec 3>pipe; sleep 60").directory(folder.toFile()));
    try {
      for (int i = 0; i < 50; i++) {
        assertFails(Reason.SWAPPED, () -> directory.openFile(bytes("pipe")));
        Thread.sleep(2);
      }
      assertEquals(List.of(), writer.children().toList());
    } finally {
      writer.descendants().forEach(ProcessHandle::destroyForcibly);
      writer.destroyForcibly().waitFor();
    }
  }

  @Test
  void aSocketIsRefused() throws IOException {
    Path path = folder.resolve("s");
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(path));

      assertFails(Reason.SWAPPED, () -> directory.openFile(bytes("s")));
      assertEquals(FileType.SOCKET, directory.find(bytes("s")).orElseThrow().type());
    }
  }

  @Test
  void aDeviceIsRefused() throws IOException {
    RealParts.root();
    Commands.run("mknod", folder.resolve("zero").toString(), "c", "1", "5");

    assertFails(Reason.SWAPPED, () -> directory.openFile(bytes("zero")));
    FileStat stat = directory.find(bytes("zero")).orElseThrow();
    assertEquals(FileType.CHAR, stat.type());
    assertEquals(new DeviceNumber(1, 5), stat.rdev());
  }

  @Test
  void aDirectoryIsNoFileAndAFileNoDirectory() throws IOException {
    Files.createDirectory(folder.resolve("d"));
    Files.createFile(folder.resolve("f"));

    assertFails(Reason.SWAPPED, () -> directory.openFile(bytes("d")));
    assertFails(Reason.SWAPPED, () -> directory.openDirectory(bytes("f")));
  }

  @Test
  void whatIsNotThereHasVanished() throws IOException {
    assertEquals(Optional.empty(), directory.find(bytes("x")));
    assertFails(Reason.VANISHED, () -> directory.openFile(bytes("x")));
    assertFails(Reason.VANISHED, () -> directory.openDirectory(bytes("x")));
    assertFails(Reason.VANISHED, () -> directory.readLink(bytes("x")));
    assertFails(Reason.VANISHED, () -> directory.attributeNames(bytes("x")));
    assertFails(Reason.VANISHED, () -> directory.attribute(bytes("x"), "user.a"));
  }

  @Test
  void aNameThatIsTooLongIsThatOfNoFile() throws IOException {
    assertEquals(Optional.empty(), directory.find(bytes("x".repeat(256))));
  }

  @Test
  void whatIsRefusedLeavesNothingOpen() throws IOException {
    Commands.run("mkfifo", folder.resolve("fifo").toString());
    int before = openDescriptors();
    for (int i = 0; i < 500; i++) {
      assertFails(Reason.SWAPPED, () -> directory.openFile(bytes("fifo")));
      directory.reopen().close();
    }

    assertTrue(openDescriptors() < before + 100, before + " and " + openDescriptors());
  }

  private static int openDescriptors() {
    return new File("/proc/self/fd").list().length;
  }

  // Where it is.

  @Test
  void theParentIsTheDirectoryItLiesInNow() throws IOException {
    Files.createDirectories(folder.resolve("a/b"));
    Files.createDirectory(folder.resolve("c"));
    try (Directory a = directory.openDirectory(bytes("a"));
        Directory b = a.openDirectory(bytes("b"))) {
      assertSame(a, b.openParent());
      Files.move(folder.resolve("a/b"), folder.resolve("c/b"));
      assertSame(directory.openDirectory(bytes("c")), b.openParent());
    }
  }

  private static void assertSame(Directory expected, Directory actual) throws IOException {
    try (actual) {
      assertTrue(expected.stat().isSameFile(actual.stat()));
    }
  }

  @Test
  void aPathAsDeepAsNoCallTakesIsReachedNameByName() throws IOException {
    perl("for (1..400) { $n = 'd' x 200; mkdir $n or die $!; chdir $n or die $! }");
    Directory here = directory.reopen();
    for (int i = 0; i < 400; i++) {
      try (Directory parent = here) {
        here = parent.openDirectory(bytes("d".repeat(200)));
      }
    }
    try (Directory deepest = here) {
      assertEquals(List.of(), deepest.allNames());
      assertEquals(Optional.of(List.of()), deepest.attributeNames(SELF));
    }
    Commands.run("rm", "-rf", folder.resolve("d".repeat(200)).toString());
  }

  // Status.

  @Test
  void theStatusIsWhatStatSays() throws IOException {
    Files.writeString(folder.resolve("f"), "hello");
    Commands.run("chmod", "6751", folder.resolve("f").toString());
    Files.createLink(folder.resolve("f2"), folder.resolve("f"));
    Commands.run("touch", "-d", "@1234567890.123456789", folder.resolve("f").toString());
    Files.createSymbolicLink(folder.resolve("l"), Path.of("f"));
    Files.createDirectory(folder.resolve("d"));

    for (String name : List.of("f", "l", "d", ".")) {
      FileStat stat = directory.find(bytes(name)).orElseThrow();

      assertEquals(stat(name), text(stat), name);
    }
    assertEquals(stat("."), text(directory.stat()));
    assertEquals(
        new FileTime(1_234_567_890, 123_456_789),
        directory.find(bytes("f")).orElseThrow().modified());
  }

  private String stat(String name) throws IOException {
    return Commands.run(
            "stat", "-c", "%a %u %g %s %b %h %Hd:%Ld %i %.9Y %.9Z", folder.resolve(name).toString())
        .strip();
  }

  private static String text(FileStat stat) {
    return String.format(
        "%o %d %d %d %d %d %s %d %s %s",
        stat.permissions(),
        stat.uid(),
        stat.gid(),
        stat.size(),
        stat.blocks(),
        stat.links(),
        stat.device(),
        stat.inode(),
        text(stat.modified()),
        text(stat.changed()));
  }

  private static String text(FileTime time) {
    return String.format("%d.%09d", time.seconds(), time.nanos());
  }

  @Test
  void ownersAboveTheSignBitAreNumbersAllTheSame() throws IOException {
    RealParts.root();
    Files.createFile(folder.resolve("f"));
    Commands.run("chown", "4294967294:3000000000", folder.resolve("f").toString());

    FileStat stat = directory.find(bytes("f")).orElseThrow();

    assertEquals(4_294_967_294L, stat.uid());
    assertEquals(3_000_000_000L, stat.gid());
  }

  // Extended attributes.

  @Test
  void attributesAreReadByName() throws IOException {
    setAttribute("user.note", "0x00ff0a", "f");
    setAttribute("user.empty", "", "f");

    assertEquals(Set.of("user.note", "user.empty"), userAttributes("f"));
    assertArrayEquals(
        new byte[] {0, (byte) 0xff, '\n'},
        directory.attribute(bytes("f"), "user.note").orElseThrow());
    assertArrayEquals(new byte[0], directory.attribute(bytes("f"), "user.empty").orElseThrow());
    assertEquals(Optional.empty(), directory.attribute(bytes("f"), "user.other"));
  }

  @Test
  void attributesOfTheDirectoryItselfAreThoseOfTheDot() throws IOException {
    setAttribute("user.note", "here", ".");

    assertEquals(Set.of("user.note"), userAttributes("."));
  }

  @Test
  void attributesOfALinkAreNotThoseOfItsTarget() throws IOException {
    setAttribute("user.note", "x", "f");
    Files.createSymbolicLink(folder.resolve("l"), Path.of("f"));

    assertEquals(Set.of(), userAttributes("l"));
    assertEquals(Optional.empty(), directory.attribute(bytes("l"), "user.note"));
  }

  @Test
  void attributesOfANameOfAnyBytesAreRead() throws IOException {
    RealParts.command("setfattr");
    perl("open F, '>', \"\\xff\" x 255 or die $!");
    perl("system 'setfattr', '-n', 'user.a', '-v', '1', \"\\xff\" x 255");

    assertArrayEquals(
        bytes("1"), directory.attribute(bytes("\u00ff".repeat(255)), "user.a").orElseThrow());
  }

  @Test
  void anAttributeWhoseNameIsNotAsciiCanBeRead() throws IOException {
    setAttribute("user.caf\u00e9", "x", "f");

    List<String> names = directory.attributeNames(bytes("f")).orElseThrow();

    String name = names.stream().filter(n -> n.startsWith("user.")).findFirst().orElseThrow();
    assertArrayEquals(bytes("x"), directory.attribute(bytes("f"), name).orElse(null));
  }

  private void setAttribute(String name, String value, String file) throws IOException {
    Path path = folder.resolve(file);
    if (Files.notExists(path)) {
      Files.createFile(path);
    }
    Commands.Result result =
        Commands.attempt(new ProcessBuilder("setfattr", "-n", name, "-v", value, path.toString()));
    RealParts.need(
        "user attributes in " + folder.getParent(), result.status() == 0, result.errors().strip());
  }

  private Set<String> userAttributes(String file) throws IOException {
    Set<String> names = new HashSet<>(directory.attributeNames(bytes(file)).orElseThrow());
    names.removeIf(name -> !name.startsWith("user."));
    return names;
  }

  // Whole files.

  @Test
  void aFileIsReadUpToItsLimit() throws IOException {
    Files.writeString(folder.resolve("f"), "hello");

    assertArrayEquals(bytes("hello"), directory.readFile("f", 5));
    assertArrayEquals(bytes("hello"), directory.readFile("f", Integer.MAX_VALUE));
    assertFails(Reason.STATE_INVALID, () -> directory.readFile("f", 4));
    Files.createFile(folder.resolve("empty"));
    assertArrayEquals(new byte[0], directory.readFile("empty", 0));
  }

  @Test
  void aLongFileIsReadWhole() throws IOException {
    byte[] content = new byte[3 * Scratch.CHUNK_BYTES + 5];
    content[content.length - 1] = 7;
    Files.write(folder.resolve("f"), content);

    assertArrayEquals(content, directory.readFile("f", content.length));
    assertFails(Reason.STATE_INVALID, () -> directory.readFile("f", content.length - 1));
  }

  @Test
  void aFileWhoseSizeTheKernelDoesNotTellIsReadWhole() throws IOException {
    try (Directory self = Directory.open(FilePath.of("/proc/self"))) {
      assertArrayEquals(
          Files.readAllBytes(Path.of("/proc/self/cmdline")), self.readFile("cmdline", 1 << 20));
    }
  }

  private static void assertFails(Reason reason, Executable call) {
    CannotLookException e = assertThrows(CannotLookException.class, call);
    assertEquals(reason, e.reason(), e.getMessage());
  }

  private static Set<String> texts(List<byte[]> names) {
    Set<String> texts = new TreeSet<>();
    names.forEach(name -> texts.add(new String(name, ISO_8859_1)));
    return texts;
  }

  private static byte[] bytes(String name) {
    return name.getBytes(ISO_8859_1);
  }
}
