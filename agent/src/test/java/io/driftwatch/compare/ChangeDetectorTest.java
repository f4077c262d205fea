package io.driftwatch.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.driftwatch.compare.Comparison.NoChange;
import io.driftwatch.file.Attributes;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.DeviceNumber;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStatBuilder;
import io.driftwatch.file.FileType;
import io.driftwatch.file.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What differs between the two sides of a path, and what must be read to tell. */
final class ChangeDetectorTest {

  private static final FilePath PATH = FilePath.of("/etc/x");
  private static final String ELF = "\u007fELF\2\1\1";

  private static final DigestPolicy NO_DIGESTS = new DigestPolicy(DigestPolicy.Which.NEEDED, -1);

  private static final Set<FileType> NEVER_OPENED =
      EnumSet.of(FileType.DIRECTORY, FileType.FIFO, FileType.SOCKET, FileType.CHAR, FileType.BLOCK);

  // What kind of change it is.

  @ParameterizedTest
  @EnumSource
  void whatOnlyTheContainerHasIsAdded(FileType type) throws IOException {
    FakeEntry now = FakeEntry.of(type);

    assertEquals(
        new Change(
            PATH, ChangeKind.ADDED, type, Set.of(), Optional.empty(), Optional.of(seen(now))),
        compare(null, now));
  }

  @ParameterizedTest
  @EnumSource
  void whatOnlyTheImageHasIsDeleted(FileType type) throws IOException {
    FakeEntry image = FakeEntry.of(type);

    assertEquals(
        new Change(
            PATH, ChangeKind.DELETED, type, Set.of(), Optional.of(seen(image)), Optional.empty()),
        compare(image, null));
  }

  static Stream<Arguments> pairsOfTypes() {
    return Stream.of(FileType.values())
        .flatMap(a -> EnumSet.complementOf(EnumSet.of(a)).stream().map(b -> Arguments.of(a, b)));
  }

  @ParameterizedTest
  @MethodSource("pairsOfTypes")
  void anotherTypeIsReplacedAndNothingElse(FileType was, FileType is) throws IOException {
    FakeEntry image = FakeEntry.of(was);
    FakeEntry now = FakeEntry.of(is).with(status -> status.owner(7, 7).permissions(0));

    assertEquals(
        new Change(
            PATH,
            ChangeKind.REPLACED,
            is,
            Set.of(),
            Optional.of(seen(image)),
            Optional.of(seen(now))),
        compare(image, now));
  }

  /** Both sides, and what differs; a row for every aspect, alone and together. */
  static Stream<Arguments> differences() {
    FakeEntry file = FakeEntry.file("same");
    FakeEntry directory = FakeEntry.of(FileType.DIRECTORY);
    FakeEntry link = FakeEntry.symlink("/there");
    return Stream.of(
        row("content", file, FakeEntry.file("Same"), Aspect.CONTENT),
        row("size", file, FakeEntry.file("same, and more"), Aspect.CONTENT),
        row("target", link, FakeEntry.symlink("/nowhere"), Aspect.TARGET),
        row("minor", device(FileType.CHAR, 1, 3), device(FileType.CHAR, 1, 5), Aspect.DEVICE),
        row("major", device(FileType.BLOCK, 8, 0), device(FileType.BLOCK, 9, 0), Aspect.DEVICE),
        row("mode", file, file.with(s -> s.permissions(0600)), Aspect.MODE),
        row("set-uid", file, file.with(s -> s.permissions(04644)), Aspect.MODE),
        row("mode of a directory", directory, directory.with(s -> s.permissions(0)), Aspect.MODE),
        row("owner", file, file.with(s -> s.owner(1, 0)), Aspect.OWNER),
        row("group", file, file.with(s -> s.owner(0, 1)), Aspect.GROUP),
        row("owner of a link", link, link.with(s -> s.owner(1, 0)), Aspect.OWNER),
        row("group of a FIFO", fifo(0), fifo(1), Aspect.GROUP),
        row("capability gained", file, file.with(capability("01")), Aspect.CAPABILITY),
        row("capability lost", file.with(capability("01")), file, Aspect.CAPABILITY),
        row("another", file.with(capability("01")), file.with(capability("02")), Aspect.CAPABILITY),
        row("ACL", file, file.with(attribute("system.posix_acl_access", "a")), Aspect.XATTR),
        row("user.*", file.with(attribute("user.a", "1")), file, Aspect.XATTR),
        row(
            "its value",
            directory.with(attribute("user.a", "1")),
            directory.with(attribute("user.a", "2")),
            Aspect.XATTR),
        row(
            "everything of a file",
            file,
            FakeEntry.file("Same")
                .with(s -> s.owner(1, 1).permissions(0))
                .with(
                    Attributes.of(Map.of("security.capability", bytes("1"), "user.a", bytes("")))),
            Aspect.CONTENT,
            Aspect.MODE,
            Aspect.OWNER,
            Aspect.GROUP,
            Aspect.CAPABILITY,
            Aspect.XATTR),
        row(
            "target and owner",
            link,
            FakeEntry.symlink("/nowhere").with(s -> s.owner(1, 0)),
            Aspect.TARGET,
            Aspect.OWNER),
        row(
            "device and mode",
            device(FileType.CHAR, 1, 3),
            device(FileType.CHAR, 1, 5).with(s -> s.rdev(1, 5).permissions(0666)),
            Aspect.DEVICE,
            Aspect.MODE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("differences")
  void everyAspectThatDiffersIsNamed(
      String what, FakeEntry image, FakeEntry now, Set<Aspect> differs) throws IOException {
    boolean content =
        differs.stream().anyMatch(EnumSet.range(Aspect.CONTENT, Aspect.DEVICE)::contains);

    assertEquals(
        new Change(
            PATH,
            content ? ChangeKind.MODIFIED : ChangeKind.METADATA,
            image.stat().type(),
            differs,
            Optional.of(seen(image)),
            Optional.of(seen(now))),
        compare(image, now),
        what);
  }

  @Test
  void theSameSizeAndTimesDoNotHideOtherContent() throws IOException {
    UnaryOperator<FileStatBuilder> forged = s -> s.modified(1, 2).changed(3, 4);

    Change change =
        changeOf(FakeEntry.file("abc").with(forged), FakeEntry.file("abd").with(forged));

    assertEquals(ChangeKind.MODIFIED, change.kind());
  }

  // What is no change.

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DIRECTORY")
  void whatDiffersInTimesAndPlaceAloneIsTouched(FileType type) throws IOException {
    assertEquals(
        NoChange.TOUCHED,
        compare(FakeEntry.of(type), FakeEntry.of(type).with(ChangeDetectorTest::moved)));
  }

  @Test
  void aFileWithContentThatWasWrittenBackIsTouched() throws IOException {
    assertEquals(
        NoChange.TOUCHED,
        compare(FakeEntry.file("abc"), FakeEntry.file("abc").with(ChangeDetectorTest::moved)));
  }

  @Test
  void aDirectoryWhoseTimesAloneMovedIsTheSame() throws IOException {
    assertEquals(
        NoChange.SAME,
        compare(
            FakeEntry.of(FileType.DIRECTORY),
            FakeEntry.of(FileType.DIRECTORY).with(ChangeDetectorTest::moved)));
  }

  /** Everything that does not count: times, links, blocks, inode. */
  private static FileStatBuilder moved(FileStatBuilder stat) {
    return stat.modified(9, 9).changed(9, 9).links(9).blocks(999).identity(DISK, 9);
  }

  private static final DeviceNumber DISK = new DeviceNumber(9, 9);

  @Test
  void permissionsOfALinkMeanNothing() throws IOException {
    FakeEntry link = FakeEntry.symlink("/there");

    assertEquals(NoChange.TOUCHED, compare(link, link.with(s -> s.permissions(0700))));
  }

  @Test
  void theSeLinuxLabelMeansNothing() throws IOException {
    FakeEntry file = FakeEntry.file("a");

    assertEquals(
        NoChange.TOUCHED,
        compare(file, file.with(attribute("security.selinux", "container_file_t:c1,c2"))));
  }

  // What is opened for it.

  @Test
  void typesOtherThanFilesAreNeverOpened() throws IOException {
    // A fake that has no content fails the test when it is opened.
    for (FileType type : NEVER_OPENED) {
      FakeEntry one = FakeEntry.of(type);
      FakeEntry other = FakeEntry.of(type).with(s -> s.owner(1, 1).permissions(0777).size(99));
      for (DigestPolicy digests : List.of(DigestPolicy.NEEDED, DigestPolicy.ALL)) {
        ChangeDetector detector = new ChangeDetector(digests);
        detector.compare(PATH, null, one);
        detector.compare(PATH, one, null);
        detector.compare(PATH, one, FakeEntry.of(type));
        detector.compare(PATH, one, other);
        detector.compare(PATH, one, FakeEntry.file("a"));
        detector.compare(PATH, FakeEntry.file("a"), one);
      }
    }
  }

  @Test
  void contentIsNotComparedWhenSizesDiffer() throws IOException {
    FakeEntry image = FakeEntry.file("abc");
    FakeEntry now = FakeEntry.file("abcd");

    new ChangeDetector(NO_DIGESTS).compare(PATH, image, now);

    assertEquals(List.of("program"), image.opened());
    assertEquals(List.of("program"), now.opened());
  }

  @Test
  void contentOfAnExecutableIsNotReadToKnowThatItIsAProgram() throws IOException {
    FakeEntry now = FakeEntry.file("abc").with(s -> s.permissions(0755));

    new ChangeDetector(NO_DIGESTS).compare(PATH, null, now);

    assertEquals(List.of(), now.opened());
  }

  @Test
  void anEmptyFileIsNotReadToKnowThatItIsNoProgram() throws IOException {
    FakeEntry now = FakeEntry.file("");

    new ChangeDetector(NO_DIGESTS).compare(PATH, null, now);

    assertEquals(List.of(), now.opened());
  }

  @Test
  void whatIsTheSameIsReadOnce() throws IOException {
    FakeEntry image = FakeEntry.file("abc");
    FakeEntry now = FakeEntry.file("abc");

    new ChangeDetector(DigestPolicy.ALL).compare(PATH, image, now);

    assertEquals(List.of("sameContent"), join(image, now));
  }

  @Test
  void metadataHasTheImagesDigestWithoutASecondRead() throws IOException {
    FakeEntry image = FakeEntry.file("abc");
    FakeEntry now = FakeEntry.file("abc").with(s -> s.permissions(0600));

    Change change = (Change) new ChangeDetector(DigestPolicy.ALL).compare(PATH, image, now);

    assertEquals(digests("abc", "abc"), digests(change));
    assertEquals(List.of("sameContent"), now.opened());
    assertEquals(List.of("program", "digest"), image.opened());
  }

  private static List<String> join(FakeEntry one, FakeEntry other) {
    List<String> all = new ArrayList<>(one.opened());
    all.addAll(other.opened());
    return all;
  }

  // Which digests it carries.

  @Test
  void digestsOfProgramsAndOfWhatTheImageShipsAreNeeded() throws IOException {
    ChangeDetector needed = new ChangeDetector(DigestPolicy.NEEDED);

    assertEquals(digests(null, null), digests(needed.compare(PATH, null, FakeEntry.file("abc"))));
    assertEquals(digests(null, ELF), digests(needed.compare(PATH, null, FakeEntry.file(ELF))));
    assertEquals(digests("abc", null), digests(needed.compare(PATH, FakeEntry.file("abc"), null)));
    assertEquals(
        digests("abc", "abd"),
        digests(needed.compare(PATH, FakeEntry.file("abc"), FakeEntry.file("abd"))));
    assertEquals(
        digests("abc", null),
        digests(needed.compare(PATH, FakeEntry.file("abc"), FakeEntry.symlink("x"))));
    assertEquals(
        digests(null, "abc"),
        digests(needed.compare(PATH, FakeEntry.symlink("x"), FakeEntry.file("abc"))));
  }

  @Test
  void allDigestsAreThoseOfAddedFilesToo() throws IOException {
    ChangeDetector all = new ChangeDetector(DigestPolicy.ALL);

    assertEquals(digests(null, "abc"), digests(all.compare(PATH, null, FakeEntry.file("abc"))));
  }

  @Test
  void aFileAboveTheLimitIsNotHashed() throws IOException {
    ChangeDetector limited = new ChangeDetector(new DigestPolicy(DigestPolicy.Which.ALL, 3));
    FakeEntry image = FakeEntry.file("abc");
    FakeEntry now = FakeEntry.file("abcd");

    assertEquals(digests("abc", null), digests(limited.compare(PATH, image, now)));
    assertEquals(List.of("program"), now.opened());
  }

  @Test
  void aFileThatCannotBeReadForItsDigestHasChangedAllTheSame() throws IOException {
    FakeEntry image = FakeEntry.file("abc").with(s -> s.permissions(0755)).unreadable();
    FakeEntry now = FakeEntry.file("abcd").with(s -> s.permissions(0755)).unreadable();

    Change change = (Change) new ChangeDetector(DigestPolicy.NEEDED).compare(PATH, image, now);

    assertEquals(ChangeKind.MODIFIED, change.kind());
    assertEquals(digests(null, null), digests(change));
    assertEquals(List.of("digest"), now.opened());
  }

  @Test
  void contentThatDecidesAndCannotBeReadIsAnError() {
    FakeEntry image = FakeEntry.file("abc");
    FakeEntry now = FakeEntry.file("abc").unreadable();

    CannotLookException e = assertThrows(CannotLookException.class, () -> compare(image, now));

    assertEquals(Reason.ACCESS_DENIED, e.reason());
  }

  // What is a program.

  @Test
  void aFileThatGainsAnExecuteBitIsAProgramNow() throws IOException {
    Change change =
        changeOf(FakeEntry.file("abc"), FakeEntry.file("abc").with(s -> s.permissions(0755)));

    assertEquals(List.of(false, true), programs(change));
    assertEquals(true, change.isProgram());
  }

  @Test
  void aProgramByItsContentStaysOneWithoutAnExecuteBit() throws IOException {
    Change change =
        changeOf(
            FakeEntry.file(ELF).with(s -> s.permissions(0755)),
            FakeEntry.file(ELF).with(s -> s.permissions(0600)));

    assertEquals(List.of(true, true), programs(change));
  }

  private static List<Boolean> programs(Change change) {
    return Stream.of(change.image(), change.now()).map(s -> s.orElseThrow().program()).toList();
  }

  // Helpers.

  private static Arguments row(String what, FakeEntry image, FakeEntry now, Aspect... differs) {
    return Arguments.of(what, image, now, Set.of(differs));
  }

  private static FakeEntry device(FileType type, int major, int minor) {
    return FakeEntry.of(FileStatBuilder.of(type).rdev(major, minor));
  }

  private static FakeEntry fifo(long group) {
    return FakeEntry.of(FileStatBuilder.of(FileType.FIFO).owner(0, group));
  }

  private static Attributes capability(String value) {
    return attribute("security.capability", value);
  }

  private static Attributes attribute(String name, String value) {
    return Attributes.of(Map.of(name, bytes(value)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Comparison compare(Entry image, Entry now) throws IOException {
    return new ChangeDetector(NO_DIGESTS).compare(PATH, image, now);
  }

  private static Change changeOf(Entry image, Entry now) throws IOException {
    return assertInstanceOf(Change.class, compare(image, now));
  }

  /** What a change without digests says of a side that is no program. */
  private static Side seen(FakeEntry entry) {
    Optional<FilePath> target =
        entry.stat().type() == FileType.SYMLINK ? Optional.of(entry.target()) : Optional.empty();
    return new Side(
        entry.stat(), entry.attributes(), target, Optional.empty(), false, Optional.empty());
  }

  private static List<Optional<Digest>> digests(String image, String now) {
    return Stream.of(Optional.ofNullable(image), Optional.ofNullable(now))
        .map(content -> content.map(FakeEntry::digestOf))
        .toList();
  }

  private static List<Optional<Digest>> digests(Comparison comparison) {
    Change change = (Change) comparison;
    return Stream.of(change.image(), change.now()).map(side -> side.flatMap(Side::digest)).toList();
  }
}
