package io.driftwatch.declare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.compare.Aspect;
import io.driftwatch.compare.Change;
import io.driftwatch.compare.ChangeBuilder;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.compare.Side;
import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.container.OciProcess;
import io.driftwatch.file.Attributes;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileStatBuilder;
import io.driftwatch.file.FileType;
import io.driftwatch.file.OwnerMap;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DeclarationsTest {

  private static final Duration LATE = Duration.ofHours(1);

  private static final FileStat DIRECTORY =
      FileStatBuilder.of(FileType.DIRECTORY).permissions(0755).build();
  private static final FileStat FILE = FileStatBuilder.of(FileType.FILE).permissions(0755).build();

  private static final Set<Aspect> BOTH = Set.of(Aspect.MODE, Aspect.OWNER);

  /** An image of directories with many files each. */
  private static final class Crowded implements ImageFiles {
    private int asked;

    @Override
    public FilePath resolve(FilePath path) {
      return path;
    }

    @Override
    public Optional<FileStat> at(FilePath path) {
      asked++;
      return Optional.of(path.toString().contains("file") ? FILE : DIRECTORY);
    }

    @Override
    public List<FilePath> in(FilePath directory, int most) {
      return IntStream.range(0, 1_000)
          .mapToObj(i -> directory.resolve(("file" + i).getBytes(StandardCharsets.UTF_8)))
          .toList();
    }
  }

  private static Declarations of(ImageFiles image, List<String> argv) {
    Container container =
        new Container(
            "c",
            "c",
            ContainerRuntime.DOCKER,
            1,
            Instant.EPOCH,
            Optional.empty(),
            Image.UNKNOWN,
            false);
    OciProcess told = new OciProcess(argv, 0, 0, FilePath.ROOT, true, Set.of(), false);
    return Declarations.of(
        container.with(told), new Surroundings(image, Set.of(), OwnerMap.IDENTITY, 0755));
  }

  private static Change changed(String path, FileStat image, FileStat now, Set<Aspect> differs) {
    return new Change(
        FilePath.of(path),
        ChangeKind.METADATA,
        FileType.FILE,
        differs,
        Optional.of(side(image)),
        Optional.of(side(now)));
  }

  private static Side side(FileStat stat) {
    return new Side(
        stat, Attributes.of(Map.of()), Optional.empty(), Optional.empty(), true, Optional.empty());
  }

  @Test
  @Timeout(10)
  void aDirectoryThatIsNamedOverAndOverIsLookedAtOnce() {
    Crowded image = new Crowded();
    List<String> argv = new ArrayList<>(List.of("chmod", "-R", "a+r"));
    argv.addAll(Collections.nCopies(256, "/usr/bin"));
    Declarations declarations = of(image, argv);

    assertTrue(image.asked < 2_000, () -> image.asked + " files");
    assertEquals(List.of(Effect.DONE), results(declarations));
  }

  @Test
  @Timeout(10)
  void aSampleOfManyDirectoriesIsBounded() {
    Crowded image = new Crowded();
    List<String> argv = new ArrayList<>(List.of("chmod", "-R", "a+r"));
    IntStream.range(0, 256).forEach(i -> argv.add("/usr/bin" + i));
    Declarations declarations = of(image, argv);

    assertTrue(image.asked < 4_000, () -> image.asked + " files");
    assertTrue(declarations.watched().size() < 2_000);
    assertEquals(List.of(Effect.DONE), results(declarations));
  }

  @Test
  @Timeout(10)
  void aFileThatIsChangedAgainAndAgainIsNotThoughtAboutForLong() {
    StringBuilder text = new StringBuilder("true");
    for (int i = 0; i < 32; i++) {
      text.append(" && chmod -R ").append(Integer.toOctalString(31 * i)).append(" /usr /usr /usr");
    }
    Declarations declarations = of(new Crowded(), List.of("sh", "-c", text.toString()));
    for (int i = 0; i < 5_000; i++) {
      String path = "/usr/file" + i;
      assertEquals(
          Optional.empty(),
          declarations.excuse(changed(path, FILE, with(FILE, 0111, 0), Set.of(Aspect.MODE)), LATE));
    }
  }

  @Test
  void aProgramThatComesToRunAsAnotherUserIsNotExcused() {
    FileStat ordinary = with(FILE, 04755, 1000);
    Declarations declarations =
        of(new Crowded(), List.of("sh", "-c", "chown 0 /file && chmod 4755 /file"));
    assertTrue(
        declarations
            .excuse(changed("/file", ordinary, with(FILE, 0755, 0), BOTH), LATE)
            .isPresent());
    assertEquals(
        Optional.empty(),
        declarations.excuse(
            changed("/file", ordinary, with(FILE, 04755, 0), Set.of(Aspect.OWNER)), LATE));
  }

  private static FileStat with(FileStat stat, int permissions, long uid) {
    return FileStatBuilder.of(stat.type()).permissions(permissions).owner(uid, 0).build();
  }

  private static List<Effect> results(Declarations declarations) {
    return declarations.results((path, image) -> Optional.of(image), path -> true, LATE).stream()
        .map(DeclarationResult::effect)
        .toList();
  }

  @Test
  void whatTheLookDidNotComeByBelowDoesNotFail() {
    ImageFiles image = new Crowded();
    Declarations declarations = of(image, List.of("chmod", "-R", "0555", "/srv"));
    FilePath unseen = FilePath.of("/srv/file7");
    FileStat done = FileStatBuilder.of(FileType.FILE).permissions(0555).build();
    FileStat closed = FileStatBuilder.of(FileType.DIRECTORY).permissions(0555).build();
    Declarations.Present now =
        (path, was) ->
            path.equals(unseen) ? Optional.of(was) : Optional.of(was.isDirectory() ? closed : done);

    assertEquals(List.of(), declarations.results(now, path -> !path.equals(unseen), LATE));
    assertEquals(Effect.INEFFECTIVE, declarations.results(now, path -> true, LATE).get(0).effect());
  }

  /** Twice would be another text; an excuse becomes printable where it is written. */
  @Test
  void whatIsNotPrintableIsMadeSoOnce() {
    Declarations declarations = of(new Crowded(), List.of("rm", "/file\\\u001b"));

    DeclarationResult late =
        declarations.results((path, was) -> Optional.of(was), path -> true, LATE).get(0);
    assertEquals("rm /file\\x5c\\x1b", late.command());
    assertEquals("/file\\x5c\\x1b is still there", late.why());
    Change deleted = ChangeBuilder.of(ChangeKind.DELETED, "/file\\\u001b").build();
    assertEquals("rm /file\\\u001b", declarations.excuse(deleted, LATE).orElseThrow().reason());
  }

  /** A look that waited for its turn comes by what was done meanwhile. */
  @Test
  void whatIsDoneLaterIsExcusedFromThenOn() {
    Declarations declarations = of(new Crowded(), List.of("sh", "-c", "sleep 20 && rm /file"));
    Change deleted = ChangeBuilder.of(ChangeKind.DELETED, "/file").build();

    assertEquals(Optional.empty(), declarations.excuse(deleted, Duration.ofSeconds(17)));
    assertTrue(declarations.excuse(deleted, Duration.ofSeconds(18)).isPresent());
  }
}
