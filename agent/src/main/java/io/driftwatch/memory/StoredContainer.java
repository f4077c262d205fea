package io.driftwatch.memory;

import com.fasterxml.jackson.annotation.JsonView;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FilePath;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Policy;
import io.driftwatch.judge.Severity;
import io.driftwatch.report.KnownFinding;
import io.driftwatch.report.StoredFinding;
import io.driftwatch.sink.Known;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is kept of one container over a restart of the agent, as it is written to the state
 * directory. Paths are written one character a byte, so that none is lost.
 *
 * @param key by which the agent knows the container
 * @param id as its runtime has it
 * @param name its name
 * @param runtime who started it
 * @param namespace its pod's; null when it has none
 * @param pod its pod's name
 * @param podUid its pod's UID
 * @param image the image's reference
 * @param upperdir where it writes; another one is another container
 * @param departed whether it is gone, which was told of
 * @param findings what was told of it
 * @param judgedBy the policy that judged all of that; null where it is not known, as in what
 *     version 1 wrote
 */
public record StoredContainer(
    String key,
    String id,
    String name,
    ContainerRuntime runtime,
    String namespace,
    String pod,
    String podUid,
    String image,
    String upperdir,
    boolean departed,
    List<FindingRecord> findings,
    @JsonView(Later.class) String judgedBy) {

  public StoredContainer {
    Objects.requireNonNull(key);
    Objects.requireNonNull(id);
    Objects.requireNonNull(name);
    Objects.requireNonNull(runtime);
    findings = List.copyOf(findings);
  }

  /**
   * A finding.
   *
   * @param inVolume whether it is about a volume
   * @param firstSeen in seconds since 1970
   * @param mount whether it is about something that is mounted at the path, or in a volume
   */
  public record FindingRecord(
      String path,
      ChangeKind change,
      Severity severity,
      Disposition disposition,
      String rule,
      boolean inVolume,
      String sha256,
      long fingerprint,
      long firstSeen,
      boolean mount) {

    public FindingRecord {
      Objects.requireNonNull(path);
      Objects.requireNonNull(change);
      Objects.requireNonNull(severity);
      Objects.requireNonNull(disposition);
      Objects.requireNonNull(rule);
      Seconds.require(firstSeen);
      Objects.requireNonNull(digest(sha256));
    }

    /** Also of what was read: a file that says anything else is lost when it is loaded. */
    private static Optional<Digest> digest(String sha256) {
      return Optional.ofNullable(sha256).map(Digest::new);
    }

    static FindingRecord of(StoredFinding stored) {
      KnownFinding finding = stored.known();
      return new FindingRecord(
          PathText.of(finding.path()),
          finding.change(),
          finding.severity(),
          finding.disposition(),
          finding.rule(),
          finding.inVolume(),
          finding.digest().map(Digest::hex).orElse(null),
          finding.fingerprint(),
          finding.firstSeen().getEpochSecond(),
          stored.mount());
    }

    /** What an administrator's own rule stands for is known again with the next look. */
    StoredFinding stored() {
      KnownFinding known =
          new KnownFinding(
              PathText.read(path),
              change,
              severity,
              disposition,
              rule,
              Policy.shippedTechniques(rule),
              inVolume,
              digest(sha256),
              fingerprint,
              Instant.ofEpochSecond(firstSeen));
      return new StoredFinding(known, mount);
    }
  }

  /**
   * What is to be kept of a container.
   *
   * @param departed whether it is gone, and has been told of as such
   */
  public static StoredContainer of(Known known, boolean departed) {
    Container container = known.container();
    Optional<Pod> pod = container.pod();
    return new StoredContainer(
        known.key(),
        container.id(),
        container.name(),
        container.runtime(),
        pod.map(Pod::namespace).orElse(null),
        pod.map(Pod::name).orElse(null),
        pod.map(Pod::uid).orElse(null),
        container.image().reference(),
        known.upperdir().map(PathText::of).orElse(null),
        departed,
        known.findings().stream().map(FindingRecord::of).toList(),
        known.judgedBy().orElse(null));
  }

  /** The container as far as it was kept, for a last word about it. */
  public Container container() {
    Optional<Pod> ofPod =
        pod == null ? Optional.empty() : Optional.of(new Pod(namespace, pod, podUid));
    return new Container(
        id, name, runtime, 0, Instant.EPOCH, ofPod, new Image(image, null, null), false);
  }

  /** Where it wrote. */
  public Optional<FilePath> upperdirPath() {
    return Optional.ofNullable(upperdir).map(PathText::read);
  }

  /** Its findings. */
  public FindingMemory memory() {
    return new FindingMemory(
        findings.stream().map(FindingRecord::stored).toList(), Optional.ofNullable(judgedBy));
  }
}
