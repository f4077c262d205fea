package io.driftwatch.locate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.testing.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The options of an overlay, as the kernel prints them. */
final class OverlayOptionsTest {

  @Test
  void undoesTheEscapesOfTheKernelAndThenThoseOfTheMounter() throws CannotLookException {
    assertEquals(
        new OverlayOptions(
            Optional.of(FilePath.of("$LAB/ovl/esc/u")),
            Optional.of(FilePath.of("$LAB/ovl/esc/w")),
            paths("$LAB/ovl/esc/a:b c,d\\e\nf", "$LAB/ovl/esc/l2"),
            false,
            false),
        recorded("escapes"));
  }

  /** Mounted with {@code lowerdir=l\:3:l\,2,upperdir=u\,q}; the upperdir's name is "u,q". */
  @Test
  void theUpperdirTooHasTheMountersEscapes() throws CannotLookException {
    assertEquals(
        new OverlayOptions(
            Optional.of(FilePath.of("$LAB/u,q")),
            Optional.of(FilePath.of("$LAB/w")),
            paths("$LAB/l:3", "$LAB/l,2"),
            false,
            false),
        recorded("escapes-upperdir"));
  }

  @Test
  void aLayerThatWasAppendedIsOnePathWhateverItsBytesAre() throws CannotLookException {
    assertEquals(
        new OverlayOptions(
            Optional.of(FilePath.of("$LAB/ovl/plus/u")),
            Optional.of(FilePath.of("$LAB/ovl/plus/w")),
            paths(
                "$LAB/ovl/plus/l2",
                "$LAB/ovl/plus/co:lon",
                "$LAB/ovl/plus/com,ma sp",
                "$LAB/ovl/plus/l1"),
            false,
            false),
        recorded("lowerdir-plus"));
  }

  @ParameterizedTest
  @CsvSource({
    "docker,               41",
    "docker-layers120,    121",
    "containerd-layers40,  40",
    "containerd-layers120, 120",
    "podman-layers120,    120",
    "podman-layers37,      37",
    "podman-descriptors,   40",
    "podman-uidmap,         1",
    "podman-rootless,       1",
    "cri-read-only,         1",
    "cri-userns,            6",
    "containerd-erofs,      1",
  })
  void readsTheLayersOfEveryRuntime(String recording, int layers) throws CannotLookException {
    assertEquals(layers, recorded(recording).lowerdirs().size());
  }

  @Test
  void theTopmostLayerComesFirst() throws CannotLookException {
    List<FilePath> layers = recorded("containerd-layers120").lowerdirs();

    assertEquals(FilePath.of("193/fs"), layers.get(0));
    assertEquals(FilePath.of("192/fs"), layers.get(1));
  }

  @Test
  void podmansDescriptorsAreNames() throws CannotLookException {
    assertEquals(paths("3", "6", "7"), recorded("podman-descriptors").lowerdirs().subList(0, 3));
  }

  @Test
  void marksAreTheUsersOnlyWhereTheMountSaysSo() throws CannotLookException {
    assertEquals(true, recorded("podman-rootless").userXattr());
    assertEquals(false, recorded("podman-uidmap").userXattr());
    assertEquals(false, OverlayOptions.parse("rw,userxattr=off,xuserxattr").userXattr());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "rw", "rw,index=off,metacopy=on", "xworkdir=/w", "xupperdir=/a"})
  void thereMayBeNeitherUpperdirNorLayers(String options) throws CannotLookException {
    assertEquals(
        new OverlayOptions(Optional.empty(), Optional.empty(), List.of(), false, false),
        OverlayOptions.parse(options));
  }

  @Test
  void theIndexLiesInTheWorkdir() throws CannotLookException {
    OverlayOptions options = recorded("index-on");

    assertTrue(options.hasIndex());
    assertEquals(Optional.of(FilePath.of("$LAB/ovl/index/w")), options.workdir());
  }

  @Test
  void aReadOnlyOverlayHasLayersAlone() throws CannotLookException {
    assertEquals(
        new OverlayOptions(Optional.empty(), Optional.empty(), paths("/a", "/b"), false, false),
        OverlayOptions.parse("ro,lowerdir=/a:/b"));
  }

  @ParameterizedTest
  @CsvSource({
    "lowerdir=/a::/data,                  /a",
    "lowerdir=/a:/b::/data::/more,        /a /b",
    "'lowerdir+=/a,lowerdir+=/b,datadir+=/c', /a /b",
  })
  void layersOfMereDataAreLeftOut(String options, String expected) throws CannotLookException {
    assertEquals(paths(expected.split(" ", -1)), OverlayOptions.parse(options).lowerdirs());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":/a", "/a:", "/a::", "/a:::/b", "/a::/data:/b", "::/data", ":"})
  void aLayerWithoutANameIsNone(String lowerdir) {
    assertEquals(
        Reason.LAYERS_UNVERIFIED,
        assertThrows(CannotLookException.class, () -> OverlayOptions.parse("lowerdir=" + lowerdir))
            .reason());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a\\134:b     | a:b",
        "a\\134\\134b | a\\b",
        "a\\134       | a\\",
        "a\\072b      | a,b",
      })
  void aBackslashBeforeAColonMakesItPartOfTheName(String value, String expected)
      throws CannotLookException {
    // A colon in octal is a colon to the mount's own reader as well: it ends a layer.
    List<FilePath> layers = paths(expected.split(",", -1));

    assertEquals(layers, OverlayOptions.parse("lowerdir=" + value).lowerdirs());
  }

  @Test
  void theOtherOptionsAreNotReadAsPaths() throws CannotLookException {
    assertEquals(
        new OverlayOptions(
            Optional.of(FilePath.of("/u")),
            Optional.of(FilePath.of("/w")),
            paths("/l"),
            false,
            false),
        OverlayOptions.parse("rw,lowerdir=/l,upperdir=/u,workdir=/w,datadir+=/d,uuid=on"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  @Timeout(60)
  void brokenOptionsAreReadOrRefused(long seed) throws CannotLookException {
    for (String recording : List.of("escapes", "lowerdir-plus", "podman-layers37")) {
      Mutations.feed(
          hostile -> OverlayOptions.parse(new String(hostile, StandardCharsets.ISO_8859_1)),
          options(recording).getBytes(StandardCharsets.ISO_8859_1),
          seed,
          5_000);
    }
  }

  private static String options(String recording) throws CannotLookException {
    return MountInfo.parse(Recording.bytes("mountinfo/" + recording + ".txt")).get(0).options();
  }

  private static OverlayOptions recorded(String recording) throws CannotLookException {
    return OverlayOptions.parse(options(recording));
  }

  private static List<FilePath> paths(String... paths) {
    return Stream.of(paths).map(FilePath::of).toList();
  }
}
