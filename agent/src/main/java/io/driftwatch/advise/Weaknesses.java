package io.driftwatch.advise;

import io.driftwatch.advise.Weakness.Kind;
import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerSpec;
import io.driftwatch.container.OciProcess;
import io.driftwatch.file.FilePath;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Trait;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.ImageFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads what is open beside the root. What nobody knows is left out, and not taken for closed. */
final class Weaknesses {

  private static final int MAX_DETAILS = 8;

  /**
   * With any of them there is a known way from the container to the node.
   *
   * @see <a href="https://man7.org/linux/man-pages/man7/capabilities.7.html">capabilities(7)</a>
   */
  private static final Set<String> DANGEROUS =
      Set.of(
          "CAP_SYS_ADMIN",
          "CAP_SYS_MODULE",
          "CAP_SYS_PTRACE",
          "CAP_SYS_RAWIO",
          "CAP_SYS_BOOT",
          "CAP_DAC_READ_SEARCH",
          "CAP_NET_ADMIN",
          "CAP_BPF",
          "CAP_PERFMON",
          "CAP_SYSLOG",
          "CAP_MAC_ADMIN",
          "CAP_MAC_OVERRIDE");

  private final List<Weakness> found = new ArrayList<>();

  private Weaknesses() {}

  static List<Weakness> of(ContainerReport report) {
    ImageFacts image = report.image();
    Weaknesses weaknesses = new Weaknesses();
    weaknesses.ofRights(report.container());
    weaknesses.ofPrograms(Kind.SHELL, image.shells());
    weaknesses.ofPrograms(Kind.PACKAGE_MANAGER, image.packageManagers());
    weaknesses.ofVolumes(report);
    return weaknesses.found;
  }

  private void ofRights(Container container) {
    Optional<OciProcess> told = container.confinement();
    Optional<ContainerSpec> spec = container.spec();
    boolean isPrivileged =
        told.map(OciProcess::privileged)
            .or(() -> spec.flatMap(ContainerSpec::privileged))
            .orElse(false);
    if (isPrivileged) {
      add(Kind.PRIVILEGED, List.of());
    }
    if (told.map(OciProcess::uid)
        .or(() -> spec.flatMap(ContainerSpec::runAsUser))
        .filter(uid -> uid == 0)
        .isPresent()) {
      add(Kind.RUNS_AS_ROOT, List.of());
    }
    if (told.map(OciProcess::mayGainPrivileges)
        .or(() -> spec.map(s -> s.mayGainPrivileges().orElse(true)))
        .orElse(false)) {
      add(Kind.MAY_GAIN_PRIVILEGES, List.of());
    }
    Set<String> dangerous = new TreeSet<>(DANGEROUS);
    dangerous.retainAll(told.map(OciProcess::capabilities).orElse(Set.of()));
    if (!isPrivileged && !dangerous.isEmpty()) {
      add(Kind.CAPABILITIES, dangerous.stream().map(c -> c.substring("CAP_".length())).toList());
    }
  }

  private void ofPrograms(Kind kind, List<FilePath> programs) {
    if (!programs.isEmpty()) {
      add(kind, programs.stream().map(FilePath::toString).toList());
    }
  }

  private void ofVolumes(ContainerReport report) {
    List<String> paths =
        report.findings().stream()
            .filter(Finding::isInVolume)
            .filter(finding -> finding.traits().contains(Trait.EXECUTABLE))
            .map(finding -> finding.change().path().toString())
            .limit(MAX_DETAILS)
            .toList();
    if (!paths.isEmpty()) {
      add(Kind.EXECUTABLE_VOLUMES, paths);
    }
  }

  private void add(Kind kind, List<String> details) {
    found.add(new Weakness(kind, details));
  }
}
