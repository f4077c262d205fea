package io.driftwatch.metrics;

import io.driftwatch.compare.ChangeKind;
import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import io.driftwatch.container.Workload;
import io.driftwatch.declare.DeclarationResult;
import io.driftwatch.declare.Effect;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Severity;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.ContainerState;
import io.driftwatch.report.Counts;
import io.driftwatch.report.FindingKind;
import io.driftwatch.report.Immutability;
import io.driftwatch.report.Status;
import io.driftwatch.testing.SampleFile;
import io.driftwatch.testing.Samples;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an agent may know of containers. */
final class States {

  static final Instant LOOKED = Instant.parse("2026-11-21T10:00:00.250Z");

  private States() {}

  /** A node with one container of each kind that differs in what it has for series. */
  static List<ContainerState> ofANode() {
    SampleFile now = SampleFile.program("now");
    ContainerReport web =
        Samples.report(pod("shop", "web-5d9-x7", "web", "deployment", "web"))
            .added("/usr/bin/miner", SampleFile.program("miner"))
            .changed("/usr/bin/curl", SampleFile.program("then"), now)
            .added("/tmp/note", SampleFile.text("note"))
            .touched(3)
            .build()
            .withDeclared(
                List.of(
                    new DeclarationResult("startupProbe", "rm /a", Effect.INEFFECTIVE, "/a"),
                    new DeclarationResult("livenessProbe", "rm /b", Effect.CANNOT_WORK, "/b"),
                    new DeclarationResult("command", "rm /c", Effect.DONE, "")));
    ContainerReport partial =
        Samples.readOnly(pod("shop", "db-0", "db", "statefulset", "db"))
            .cannotLook(FilePath.of("/data"), Reason.ACCESS_DENIED)
            .build();
    Container alone = Samples.docker("builder", "debian:12");
    Container sandbox = Samples.inPod("shop", "db-0", Container.SANDBOX_NAME, "pause:3.9");
    Container kata = Samples.inPod("vault", "signer", "signer", "signer:1");
    return List.of(
        new ContainerState(
            web, Optional.of(LOOKED), Optional.of(LOOKED.minusSeconds(90)), Immutability.NOT_READY),
        new ContainerState(partial, Optional.empty(), Optional.empty(), Immutability.ENFORCED),
        clean(alone, LOOKED.plusSeconds(1)),
        clean(sandbox, LOOKED.plusSeconds(2)),
        unseen(kata, Status.UNOBSERVABLE, Reason.SANDBOXED));
  }

  /** A container of a pod of a workload. */
  static Container pod(String namespace, String pod, String name, String type, String workload) {
    Container container = Samples.inPod(namespace, pod, name, "registry.example/" + name + ":1");
    Pod known =
        new Pod(
            namespace,
            pod,
            container.pod().orElseThrow().uid(),
            Optional.of(new Workload(type, workload)),
            Map.of(),
            Map.of());
    return container.with(known, container.image());
  }

  /** A container that calls itself, its pod, its workload and its image by one name. */
  static Container named(String name) {
    Pod pod = new Pod(name, name, name, Optional.of(new Workload(name, name)), Map.of(), Map.of());
    return new Container(
        name,
        name,
        ContainerRuntime.UNKNOWN,
        1,
        Samples.STARTED,
        Optional.of(pod),
        new Image(name, name, name),
        false);
  }

  static ContainerState unseen(Container container, Status status, Reason reason) {
    return new ContainerState(
        Samples.unseen(container, status, reason), Optional.empty(), Optional.empty());
  }

  private static ContainerState clean(Container container, Instant lastComplete) {
    return new ContainerState(
        Samples.report(container).build(), Optional.of(lastComplete), Optional.empty());
  }

  /**
   * A container with as many findings of a kind as the kind's number, of each kind there is, the
   * first of them seen a minute before the latest look.
   */
  static ContainerState counted(Container container, int kinds, Instant lastComplete) {
    Map<FindingKind, Long> findings = new HashMap<>();
    for (ChangeKind change : ChangeKind.values()) {
      for (Severity severity : Severity.values()) {
        for (Disposition disposition : Disposition.values()) {
          if (findings.size() < kinds) {
            long number = findings.size() + 1L;
            findings.put(new FindingKind(change, severity, disposition), number);
          }
        }
      }
    }
    ContainerReport report =
        new ContainerReport(
            container,
            Optional.of(Samples.rootfs(container, false)),
            Status.SCANNED,
            Optional.empty(),
            List.of(),
            new Counts(findings, 7, 0, 0, 4096),
            List.of());
    return new ContainerState(
        report, Optional.of(lastComplete), Optional.of(lastComplete.minusSeconds(60)));
  }
}
