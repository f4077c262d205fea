package io.driftwatch.compare;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Archives as Java and others make them, and as intruders do. */
@Timeout(60)
final class ZipTest {

  private static final byte[] PREFIX = "GIF89a and so on".repeat(1_000).getBytes(US_ASCII);

  static Stream<Arguments> archives() throws IOException {
    byte[] war = zip("", "index.jsp", "WEB-INF/web.xml");
    return Stream.of(
        Arguments.of("jar", jar(), true),
        Arguments.of("jar with a file first", zip("", "a.txt", "META-INF/MANIFEST.MF"), true),
        Arguments.of("jar with an odd manifest", zip("", "a.txt", "meta-inf/Manifest.mf"), true),
        Arguments.of("jar without a manifest", zip("", "a.txt", "org/x/Main.class"), true),
        Arguments.of("war", war, true),
        Arguments.of("war behind a picture", join(PREFIX, war), true),
        Arguments.of("war with a comment", zip("c".repeat(0xffff), "a", "WEB-INF/x"), true),
        Arguments.of(
            "war behind a picture with a comment",
            join(PREFIX, zip("c".repeat(0xffff), "a", "WEB-INF/x")),
            true),
        Arguments.of("war before garbage", join(war, "more".getBytes(US_ASCII)), true),
        Arguments.of("Python's zipapp", zip("", "lib/a.py", "__main__.py"), true),
        Arguments.of(
            "zipapp behind a shell",
            join("#!x\n".getBytes(US_ASCII), zip("", "__main__.py")),
            true),
        Arguments.of("code after many pictures", zip("", pictures(5_000, "x/Y.class")), true),
        Arguments.of(
            "code after 70,000 pictures: zip64", zip("", pictures(70_000, "Y.class")), true),
        Arguments.of("70,000 pictures", zip("", pictures(70_000, "end.png")), false),
        Arguments.of("document", zip("", "[Content_Types].xml", "word/document.xml"), false),
        Arguments.of("OpenDocument", zip("", "mimetype", "META-INF/manifest.xml"), false),
        Arguments.of("book", zip("", "mimetype", "META-INF/container.xml", "a.xhtml"), false),
        Arguments.of("pictures", zip("", "a.png", "b.png"), false),
        Arguments.of("pictures behind a picture", join(PREFIX, zip("", "a.png")), false),
        // Whoever runs such a file may take either for its end.
        Arguments.of("jar in a plain archive, as it is", stored("lib/a.jar", jar()), true),
        Arguments.of("pictures behind a jar", join(jar(), zip("", "a.png")), true),
        Arguments.of("nothing in it", zip(""), false),
        Arguments.of("cut short", Arrays.copyOf(war, war.length - 30), false),
        Arguments.of("its end alone", Arrays.copyOfRange(war, war.length - 22, war.length), false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("archives")
  void codeIsToldByTheNamesInTheDirectory(String what, byte[] archive, boolean code)
      throws IOException {
    assertEquals(code || archive[0] == '#', Programs.isProgram(FakeContent.of(archive)), what);
  }

  /** Zip64's end lies in the comment of the last entry, where Python sees it and Java does not. */
  @Test
  void anotherDirectoryByZip64IsNotBelievedAlone(@TempDir Path folder) throws IOException {
    byte[] jar = zip("", "org/x/Main.class");
    byte[] plain = directoryOf(zip("", "a.png"));
    byte[] comment = new byte[plain.length + 56 + 20];
    ByteBuffer into = little(comment).put(plain);
    into.putInt(0x06064b50).putLong(44).putInt(0).putLong(0).putLong(1).putLong(1);
    into.putLong(plain.length).putLong(0);
    into.putInt(0x07064b50).putInt(0).putLong(0).putInt(1);
    byte[] directory = directoryOf(jar);
    little(directory).putShort(32, (short) comment.length);
    int end = jar.length - 22;
    byte[] forged = new byte[jar.length + comment.length];
    into = little(forged).put(jar, 0, end - directory.length).put(directory).put(comment);
    into.put(jar, end, 22).putInt(forged.length - 10, directory.length + comment.length);

    Path file = Files.write(folder.resolve("forged"), forged);
    try (ZipFile opened = new ZipFile(file.toFile(), ISO_8859_1)) {
      assertNotNull(opened.getEntry("org/x/Main.class"));
    }
    assertTrue(Programs.isProgram(FakeContent.of(forged)));
  }

  @Test
  void aFileOfNothingButEndsIsSuspect() throws IOException {
    byte[] bytes = new byte[64 << 10];
    ByteBuffer ends = little(bytes);
    while (ends.remaining() >= 22) {
      ends.putInt(0x06054b50).putLong(0).putInt(50).putInt(0).putShort((short) 0);
    }
    FakeContent content = FakeContent.of(bytes);

    assertTrue(Programs.isProgram(content));
    assertTrue(content.reads().stream().mapToInt(Integer::intValue).sum() < 1 << 20);
  }

  @Test
  void aDirectoryWithoutEndIsSuspectAndNotReadToTheEnd() throws IOException {
    byte[] entry = directoryOf(zip("", "a.png"));
    byte[] bytes = new byte[entry.length * 600_000 + 22];
    ByteBuffer huge = little(bytes);
    while (huge.remaining() > 22) {
      huge.put(entry);
    }
    huge.putInt(0x06054b50).putLong(0).putInt(bytes.length - 22).putInt(0).putShort((short) 0);
    FakeContent content = FakeContent.of(bytes);

    assertTrue(Programs.isProgram(content));
    assertTrue(content.reads().stream().mapToInt(Integer::intValue).sum() < 17 << 20);
  }

  @Test
  void liesAboutOffsetsAndLengthsHarmNobody() throws IOException {
    byte[] zip64 = zip("", pictures(66_000, "end.png"));
    byte[] zip = zip("comment", "a.png", "b.png");
    for (byte[] archive : List.of(zip, zip64)) {
      Random random = new Random(7);
      for (int i = 0; i < 2_000; i++) {
        byte[] changed =
            Arrays.copyOfRange(archive, Math.max(0, archive.length - 300), archive.length);
        for (int j = 0; j < 8; j++) {
          changed[random.nextInt(changed.length)] =
              (byte) (random.nextBoolean() ? -1 : random.nextInt());
        }
        FakeContent content = FakeContent.of(changed);
        Programs.isProgram(content);
        assertTrue(content.reads().size() < 500);
      }
    }
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] directoryOf(byte[] archive) {
    int end = archive.length - 22;
    return Arrays.copyOfRange(archive, end - little(archive).getInt(end + 12), end);
  }

  private static String[] pictures(int count, String last) {
    return Stream.concat(IntStream.range(0, count).mapToObj(i -> i + ".png"), Stream.of(last))
        .toArray(String[]::new);
  }

  private static byte[] jar() throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      jar.putNextEntry(new ZipEntry("a.txt"));
    }
    return bytes.toByteArray();
  }

  private static byte[] zip(String comment, String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, ISO_8859_1)) {
      zip.setComment(comment);
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] stored(String name, byte[] content) throws IOException {
    CRC32 sum = new CRC32();
    sum.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(sum.getValue());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, ISO_8859_1)) {
      zip.putNextEntry(entry);
      zip.write(content);
    }
    return bytes.toByteArray();
  }

  private static byte[] join(byte[] first, byte[] then) {
    byte[] all = Arrays.copyOf(first, first.length + then.length);
    System.arraycopy(then, 0, all, first.length, then.length);
    return all;
  }
}
