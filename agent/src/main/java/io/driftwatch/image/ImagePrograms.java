package io.driftwatch.image;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.report.ImageFacts;
import io.driftwatch.walk.OverlayTree;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks for programs where images have them: a fixed number of names in a few directories. */
final class ImagePrograms {

  private static final List<String> DIRECTORIES =
      List.of("/bin", "/usr/bin", "/usr/local/bin", "/sbin", "/usr/sbin");

  private static final List<String> SHELLS =
      List.of("sh", "bash", "dash", "ash", "ksh", "zsh", "busybox", "toybox");

  private static final List<String> PACKAGE_MANAGERS =
      List.of(
          "apt-get",
          "apt",
          "dpkg",
          "apk",
          "dnf",
          "microdnf",
          "tdnf",
          "yum",
          "rpm",
          "zypper",
          "pacman",
          "opkg");

  private final OverlayTree tree;
  private final Set<FilePath> directories = new LinkedHashSet<>();

  private ImagePrograms(OverlayTree tree) {
    this.tree = tree;
    for (String directory : DIRECTORIES) {
      resolve(FilePath.of(directory)).ifPresent(directories::add);
    }
  }

  static ImageFacts of(OverlayTree tree) {
    ImagePrograms programs = new ImagePrograms(tree);
    return new ImageFacts(
        programs.find(SHELLS),
        programs.find(PACKAGE_MANAGERS),
        programs.find(List.of("cp")).stream().findFirst(),
        Map.of(),
        Set.of());
  }

  private Optional<FilePath> resolve(FilePath directory) {
    try {
      return Optional.of(tree.resolveInImage(directory));
    } catch (CannotLookException e) {
      return Optional.empty();
    }
  }

  /** Each in the first directory that has it. */
  private List<FilePath> find(List<String> names) {
    List<FilePath> found = new ArrayList<>();
    for (String name : names) {
      directories.stream()
          .map(directory -> directory.resolve(name))
          .filter(path -> ImagesSeen.find(tree, path).isPresent())
          .findFirst()
          .ifPresent(found::add);
    }
    return found;
  }
}
