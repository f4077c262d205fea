package io.driftwatch.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths are bytes, whatever the bytes are. */
final class FilePathTest {

  private static final byte[] NOT_UTF8 = {'/', (byte) 0xff, '/', (byte) 0xc3};

  @Test
  void keepsBytesThatAreNotUtf8() {
    FilePath path = FilePath.of(NOT_UTF8);

    assertArrayEquals(NOT_UTF8, path.bytes());
    assertEquals(4, path.length());
    assertEquals((byte) 0xff, path.at(1));
  }

  @Test
  void isOfTheTextsUtf8() {
    assertArrayEquals(new byte[] {'/', (byte) 0xc3, (byte) 0xa9}, FilePath.of("/\u00e9").bytes());
  }

  @Test
  void cannotBeChangedFromOutside() {
    byte[] bytes = "/etc".getBytes(StandardCharsets.UTF_8);
    FilePath path = FilePath.of(bytes);
    bytes[1] = 'X';
    path.bytes()[2] = 'X';

    assertEquals(FilePath.of("/etc"), path);
  }

  @ParameterizedTest
  @CsvSource({
    "/,      etc,    /etc",
    "/etc,   passwd, /etc/passwd",
    "/etc/,  passwd, /etc/passwd",
    "/a,     b/c,    /a/b/c",
    "a,      b,      a/b",
  })
  void resolvesAName(String path, String name, String expected) {
    assertEquals(FilePath.of(expected), FilePath.of(path).resolve(name));
  }

  @Test
  void anEmptyPathResolvesANameToTheName() {
    assertEquals(FilePath.of("a"), FilePath.of("").resolve("a"));
  }

  @Test
  void resolvesANameOfAnyBytes() {
    assertArrayEquals(
        new byte[] {'/', 'a', '/', (byte) 0xff, '\n'},
        FilePath.of("/a").resolve(new byte[] {(byte) 0xff, '\n'}).bytes());
  }

  @ParameterizedTest
  @CsvSource({"/base, x/y, /base/x/y", "/base, /x/y, /x/y", "/, x, /x"})
  void resolvesARelativePathAgainstItselfAndAnAbsoluteOneNot(
      String base, String path, String expected) {
    assertEquals(FilePath.of(expected), FilePath.of(base).resolveAbsolute(FilePath.of(path)));
  }

  @ParameterizedTest
  @CsvSource({"/, /, ''", "/a, /, a", "/a/b, /a, b", "a/b, a, b", "a, a, a", "/a/b/, /a/b, ''"})
  void hasAParentAndAName(String path, String parent, String name) {
    assertEquals(FilePath.of(parent), FilePath.of(path).parent());
    assertEquals(FilePath.of(name), FilePath.of(path).name());
  }

  @ParameterizedTest
  @CsvSource({"/, ''", "//a///b/, 'a,b'", "a/b, 'a,b'", "'', ''", "/./.., '.,..'"})
  void namesAreWhatIsBetweenTheSlashes(String path, String names) {
    List<String> expected = names.isEmpty() ? List.of() : List.of(names.split(",", -1));

    assertEquals(
        expected,
        FilePath.of(path).names().stream()
            .map(name -> new String(name, StandardCharsets.UTF_8))
            .toList());
  }

  @ParameterizedTest
  @CsvSource({
    "/,             /",
    "/a/b,          /a/b",
    "//a/./b//c/,   /a/b/c",
    "/a/../b,       /b",
    "/a/b/../..,    /",
    "/../../a,      /a",
    "a/b,           /a/b",
    "/..a/.b/c..,   /..a/.b/c..",
    "/.../a,        /.../a",
    "'',            /",
  })
  void normalizedHasNoDotsAndNoEmptyNames(String path, String expected) {
    assertEquals(FilePath.of(expected), FilePath.of(path).normalized());
  }

  @ParameterizedTest
  @CsvSource({
    "/a/b,  /a,    true",
    "/a,    /a,    true",
    "/ab,   /a,    false",
    "/a,    /a/b,  false",
    "/a,    /,     true",
    "/,     /,     true",
    "a,     /,     false",
    "/b/a,  /a,    false",
  })
  void startsWithWholeNamesOnly(String path, String ancestor, boolean expected) {
    assertEquals(expected, FilePath.of(path).startsWith(FilePath.of(ancestor)));
  }

  @Test
  void sortsByUnsignedBytesAsTheCLocaleDoes() {
    FilePath high = FilePath.of(new byte[] {'/', (byte) 0xff});

    assertEquals(
        List.of(FilePath.of("/"), FilePath.of("/Z"), FilePath.of("/a"), FilePath.of("/a/b"), high),
        Stream.of(high, FilePath.of("/a/b"), FilePath.of("/a"), FilePath.of("/Z"), FilePath.of("/"))
            .sorted()
            .toList());
  }

  @Test
  void equalsByBytes() {
    assertEquals(FilePath.of("/a"), FilePath.of(new byte[] {'/', 'a'}));
    assertEquals(FilePath.of("/a").hashCode(), FilePath.of(new byte[] {'/', 'a'}).hashCode());
    assertNotEquals(FilePath.of("/a"), FilePath.of("/b"));
    assertNotEquals(FilePath.of("/a"), FilePath.of("/a/"));
  }

  @Test
  void isAbsoluteWithASlashInFront() {
    assertTrue(FilePath.of("/").isAbsolute());
    assertEquals(
        List.of(false, false),
        Stream.of("", "a/").map(path -> FilePath.of(path).isAbsolute()).toList());
  }

  @Test
  void printsWhatIsPrintable() {
    assertEquals("/\\xff/\\xc3", FilePath.of(NOT_UTF8).toString());
    assertEquals("/a\\x0ab\\x5cc", FilePath.of("/a\nb\\c").toString());
  }
}
