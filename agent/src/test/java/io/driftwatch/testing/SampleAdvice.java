package io.driftwatch.testing;

import io.driftwatch.advise.Advice;
import io.driftwatch.advise.Adviser;
import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerSpec;
import io.driftwatch.container.ContainerSpec.Resources;
import io.driftwatch.container.OciProcess;
import io.driftwatch.container.Pod;
import io.driftwatch.container.Workload;
import io.driftwatch.declare.DeclarationResult;
import io.driftwatch.file.FilePath;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Ground;
import io.driftwatch.report.ImageFacts;
import io.driftwatch.report.WriteProfile;
import io.driftwatch.report.Writes;
import io.driftwatch.report.WrittenPlace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Advice about a container that is made up: where it wrote, and what else is known of it. */
public final class SampleAdvice {

  private static final OciProcess ROOT =
      new OciProcess(List.of("/init"), 0, 0, FilePath.ROOT, true, Set.of("CAP_CHOWN"), false);

  private final ContainerReport report;
  private Container container;
  private final List<WrittenPlace> places = new ArrayList<>();
  private final List<DeclarationResult> declared = new ArrayList<>();
  private ImageFacts image =
      new ImageFacts(
          List.of(FilePath.of("/bin/sh")),
          List.of(FilePath.of("/usr/bin/apt-get")),
          Optional.of(FilePath.of("/bin/cp")),
          Map.of(),
          Set.of());
  private Duration watched = Duration.ofDays(3);
  private boolean complete = true;

  /** About the container of a report. */
  public SampleAdvice(ContainerReport report) {
    this.report = report;
    this.container = report.container().with(ROOT);
  }

  /** About a container that runs as root, and did nothing as yet. */
  public static SampleAdvice of(Container container) {
    return new SampleAdvice(Samples.report(container).build());
  }

  /** About a container of a pod of a Deployment, of which the API server knows. */
  public static SampleAdvice ofDeployment(String pod, String name) {
    SampleAdvice advice = of(Samples.inPod("shop", pod, name, "registry.example/" + name + ":1"));
    return advice.workload("deployment", "web").spec(List.of(), Set.of("data"), Set.of());
  }

  public SampleAdvice workload(String type, String name) {
    Pod pod = container.pod().orElseThrow();
    container =
        container.with(
            new Pod(
                pod.namespace(),
                pod.name(),
                pod.uid(),
                Optional.of(new Workload(type, name)),
                Map.of(),
                Map.of()),
            container.image());
    return this;
  }

  public SampleAdvice spec(
      List<String> mountPaths, Set<String> volumes, Set<String> initContainers) {
    container =
        container.with(
            new ContainerSpec(
                container.image().reference(),
                "IfNotPresent",
                List.of(),
                mountPaths,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new Resources(Map.of("cpu", "100m"), Map.of("memory", "64Mi")),
                volumes,
                initContainers,
                false));
    return this;
  }

  /** It was put into the running pod. */
  public SampleAdvice ephemeral() {
    container =
        container.with(
            new ContainerSpec(
                container.image().reference(),
                "IfNotPresent",
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Resources.NONE,
                Set.of(),
                Set.of(),
                true));
    return this;
  }

  /** It runs as this user. */
  public SampleAdvice user(long uid) {
    container =
        container.with(
            new OciProcess(List.of("/init"), uid, uid, FilePath.ROOT, false, Set.of(), false));
    return this;
  }

  public SampleAdvice confined(OciProcess told) {
    container = container.with(told);
    return this;
  }

  /** It wrote one file of 4 KiB called x. */
  public SampleAdvice wrote(Ground ground, String directory) {
    FilePath path = FilePath.of(directory);
    return wrote(new WrittenPlace(path, ground, 1, 4096, 0, false, path.resolve("x"), 0, false));
  }

  public SampleAdvice wrote(WrittenPlace place) {
    places.add(place);
    return this;
  }

  public SampleAdvice incomplete() {
    complete = false;
    return this;
  }

  public SampleAdvice declared(DeclarationResult result) {
    declared.add(result);
    return this;
  }

  public SampleAdvice image(ImageFacts facts) {
    image = facts;
    return this;
  }

  public SampleAdvice watched(Duration span) {
    watched = span;
    return this;
  }

  /** What is advised. */
  public Advice advise() {
    Writes writes = new Writes(places, complete);
    WriteProfile profile =
        new WriteProfile(
            Samples.STARTED, Samples.STARTED.plus(watched), Set.of("one", "two"), 5, false, writes);
    ContainerReport all =
        new ContainerReport(
            container,
            report.rootfs(),
            report.status(),
            report.reason(),
            report.errors(),
            report.counts(),
            report.findings(),
            writes,
            declared,
            image);
    return Adviser.advise(all, profile, profile.until(), true, Adviser.MIN_WATCHED);
  }
}
