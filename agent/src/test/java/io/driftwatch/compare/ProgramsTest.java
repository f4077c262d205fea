package io.driftwatch.compare;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.file.FileStatBuilder;
import io.driftwatch.file.FileType;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs are known by their content or by an execute bit, never by their name. */
final class ProgramsTest {

  /** A local file header of a zip up to the name; its 26 bytes of fields do not matter here. */
  private static final String ZIP_HEADER = "PK\3\4" + "\1".repeat(26);

  static Stream<Arguments> heads() {
    return Stream.of(
        Arguments.of("ELF", "\u007fELF\2\1\1\0", true),
        Arguments.of("ELF mark and no more", "\u007fELF", true),
        Arguments.of("ELF cut short", "\u007fEL", false),
        Arguments.of("ELF mark elsewhere", "x\u007fELF", false),
        Arguments.of("script", "#!/bin/sh\n", true),
        Arguments.of("script without interpreter", "#!", true),
        Arguments.of("comment", "# !/bin/sh", false),
        Arguments.of("one hash", "#", false),
        Arguments.of("WebAssembly", "\0asm\1\0\0\0", true),
        Arguments.of("asm in text", "asm", false),
        Arguments.of("Java class", "\u00ca\u00fe\u00ba\u00be\0\0\0=", true),
        Arguments.of("class mark reversed", "\u00be\u00ba\u00fe\u00ca", false),
        Arguments.of("jar by its folder", ZIP_HEADER + "META-INF/", true),
        Arguments.of("jar by its manifest", ZIP_HEADER + "META-INF/MANIFEST.MF", true),
        Arguments.of("other zip", ZIP_HEADER + "word/document.xml", false),
        Arguments.of("zip cut short", ZIP_HEADER + "META-INF", false),
        Arguments.of("META-INF without a zip", "x".repeat(30) + "META-INF/", false),
        Arguments.of("Windows' program", exe(0x80, "PE\0\0"), true),
        Arguments.of("PE header right at the end", exe(0x40, "PE\0\0"), true),
        Arguments.of("program of DOS", exe(0x80, "NE\0\0"), false),
        Arguments.of("PE header behind the end", exe(0x80, "PE\0"), false),
        Arguments.of("MZ in text", "MZ is a postal code", false),
        Arguments.of("PE header far beyond the end", "MZ" + "\u00ff".repeat(80), false),
        Arguments.of("text", "hello", false),
        Arguments.of("nothing", "", false));
  }

  /** An MZ header that says where the next one is. */
  private static String exe(int at, String next) {
    return "MZ" + "\0".repeat(0x3a) + (char) at + "\0\0\0" + "\0".repeat(at - 0x40) + next;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("heads")
  void isToldByTheFirstBytes(String what, String head, boolean expected) throws IOException {
    assertEquals(expected, Programs.isProgram(FakeEntry.file(head)), what);
  }

  @Test
  void anExecuteBitIsEnoughAndNothingIsRead() throws IOException {
    for (int bit : List.of(0100, 0010, 0001)) {
      FakeEntry file = FakeEntry.file("text").with(status -> status.permissions(0600 | bit));

      assertEquals(true, Programs.isProgram(file));
      assertEquals(List.of(), file.opened());
    }
    assertEquals(true, Programs.isProgram(FakeEntry.file("").with(s -> s.permissions(0755))));
  }

  @Test
  void noMoreThanBeginningAndEndAreRead() throws IOException {
    FakeContent script = FakeContent.of(("#!" + "x".repeat(1 << 20)).getBytes(US_ASCII));
    FakeContent text = FakeContent.of("x".repeat(1 << 20).getBytes(US_ASCII));
    FakeContent small = FakeContent.of("x".repeat(4096).getBytes(US_ASCII));

    assertEquals(true, Programs.isProgram(script));
    assertEquals(false, Programs.isProgram(text));
    assertEquals(false, Programs.isProgram(small));
    assertEquals(List.of(4096), script.reads());
    assertEquals(List.of(4096, Zip.MAX_END), text.reads());
    assertEquals(List.of(4096), small.reads());
  }

  @Test
  void aLinkOfTheImageIsWhatItLeadsTo() throws IOException {
    FakeEntry busybox = FakeEntry.file("text").with(status -> status.permissions(0755));

    assertEquals(true, Programs.isProgram(FakeEntry.linkTo(busybox)));
    assertEquals(true, Programs.isProgram(FakeEntry.linkTo(FakeEntry.file("#!/bin/sh"))));
    assertEquals(false, Programs.isProgram(FakeEntry.linkTo(FakeEntry.file("text"))));
    assertEquals(
        false,
        Programs.isProgram(
            FakeEntry.linkTo(
                FakeEntry.of(FileType.DIRECTORY).with(status -> status.permissions(0755)))));
  }

  @Test
  void nothingElseButARegularFileIsAProgram() throws IOException {
    for (FileType type : EnumSet.complementOf(EnumSet.of(FileType.FILE))) {
      // A fake without content fails the test when it is opened.
      FakeEntry entry = FakeEntry.of(FileStatBuilder.of(type).permissions(0777).size(100));

      assertEquals(false, Programs.isProgram(entry));
    }
  }
}
