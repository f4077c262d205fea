package io.driftwatch.testing;

import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import io.driftwatch.container.Rootfs;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.NodeReport;
import io.driftwatch.report.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Containers and reports made up for tests, such as a node of mixed luck might have. */
public final class Samples {
  /** When every container of these started. */
  public static final Instant STARTED = Instant.parse("2026-11-21T09:00:00Z");

  private static final String DOCKER = "/var/lib/docker/overlay2/";
  private static final String CONTAINERD =
      "/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/";

  private Samples() {}

  /** A container that docker started. */
  public static Container docker(String name, String image) {
    return alone(ContainerRuntime.DOCKER, name, image);
  }

  /** The same of podman. */
  public static Container podman(String name, String image) {
    return alone(ContainerRuntime.PODMAN, name, image);
  }

  private static Container alone(ContainerRuntime runtime, String name, String image) {
    return new Container(
        id(name),
        name,
        runtime,
        4711,
        STARTED,
        Optional.empty(),
        new Image(image, "sha256:" + id(image), null),
        false);
  }

  /** A container of which nothing matters but when it started. */
  public static Container startedAt(Instant start) {
    return new Container(
        id("any"),
        "any",
        ContainerRuntime.UNKNOWN,
        4711,
        start,
        Optional.empty(),
        Image.UNKNOWN,
        false);
  }

  /** A container of a pod. */
  public static Container inPod(String namespace, String pod, String name, String image) {
    return new Container(
        id(pod + name),
        name,
        ContainerRuntime.CONTAINERD,
        5120,
        STARTED,
        Optional.of(new Pod(namespace, pod, "5d0d8a4e-7d0c-4c4e-9b1f-2f4b8a1c9e77")),
        new Image(image, null, null),
        false);
  }

  /** Where its layers are. */
  public static Rootfs rootfs(Container container, boolean readOnly) {
    boolean docker = container.runtime() == ContainerRuntime.DOCKER;
    List<String> layers =
        docker
            ? List.of(DOCKER + id("c") + "-init/diff", DOCKER + id("b") + "/diff")
            : List.of(CONTAINERD + "12/fs", CONTAINERD + "7/fs", CONTAINERD + "3/fs");
    String upper = docker ? DOCKER + container.id() + "/diff" : CONTAINERD + "41/fs";
    return new Rootfs(
        "overlay",
        readOnly,
        Optional.of(FilePath.of(upper)),
        layers.stream().map(FilePath::of).toList());
  }

  /** The report of a container, to be filled. */
  public static SampleReport report(Container container) {
    return new SampleReport(container, rootfs(container, false));
  }

  /** The report of a container with a read-only root, to be filled. */
  public static SampleReport readOnly(Container container) {
    return new SampleReport(container, rootfs(container, true));
  }

  /** A container that was not looked into. */
  public static ContainerReport unseen(Container container, Status status, Reason reason) {
    return ContainerReport.notLookedAt(container, Optional.empty(), status, reason);
  }

  /** A scan of these. */
  public static NodeReport node(ContainerReport... containers) {
    return new NodeReport(
        "n1", Instant.parse("2026-11-21T10:00:00Z"), Duration.ofMillis(420), List.of(containers));
  }

  /** 64 hexadecimal digits that a name always gives. */
  private static String id(String name) {
    return SampleFile.text(name).digest().hex();
  }
}
