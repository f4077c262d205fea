package io.driftwatch.container;

import io.driftwatch.file.Printable;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A running container.
 *
 * @param id as its runtime has it; 64 hexadecimal digits, or a name that its user chose
 * @param name the name that people know it by
 * @param runtime who started it
 * @param pid of its first process, as the host numbers it
 * @param startedAt when that process started
 * @param pod the pod it belongs to, if any
 * @param image what it was made from
 * @param readOnly whether it was started with a read-only root
 * @param confinement what its first process may do, where its bundle says so
 * @param spec what its pod's specification says of it, where the API server was asked
 * @param user an ordinary user whose it is, who may have called it and its image anything; tells
 *     one user from another
 */
public record Container(
    String id,
    String name,
    ContainerRuntime runtime,
    int pid,
    Instant startedAt,
    Optional<Pod> pod,
    Image image,
    boolean readOnly,
    Optional<OciProcess> confinement,
    Optional<ContainerSpec> spec,
    Optional<String> user) {

  /** The name that Kubernetes' own metrics give a pod's sandbox. */
  public static final String SANDBOX_NAME = "POD";

  private static final int SHORT_ID = 12;

  public Container {
    Objects.requireNonNull(id);
    Objects.requireNonNull(name);
    Objects.requireNonNull(runtime);
    Objects.requireNonNull(startedAt);
    Objects.requireNonNull(pod);
    Objects.requireNonNull(image);
    Objects.requireNonNull(confinement);
    Objects.requireNonNull(spec);
    Objects.requireNonNull(user);
  }

  /** A container of which no more is known. */
  public Container(
      String id,
      String name,
      ContainerRuntime runtime,
      int pid,
      Instant startedAt,
      Optional<Pod> pod,
      Image image,
      boolean readOnly) {
    this(
        id,
        name,
        runtime,
        pid,
        startedAt,
        pod,
        image,
        readOnly,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same with what the API server knows of its pod and its image. */
  public Container with(Pod known, Image knownImage) {
    return new Container(
        id,
        name,
        runtime,
        pid,
        startedAt,
        Optional.of(known),
        knownImage,
        readOnly,
        confinement,
        spec,
        user);
  }

  /** The same with what its pod's specification says of it. */
  public Container with(ContainerSpec said) {
    return new Container(
        id,
        name,
        runtime,
        pid,
        startedAt,
        pod,
        image,
        readOnly,
        confinement,
        Optional.of(said),
        user);
  }

  /** The same with what its first process may do. */
  public Container with(OciProcess told) {
    return new Container(
        id, name, runtime, pid, startedAt, pod, image, readOnly, Optional.of(told), spec, user);
  }

  /** The same as an ordinary user's. */
  public Container ofUser(String whose) {
    return new Container(
        id,
        name,
        runtime,
        pid,
        startedAt,
        pod,
        image,
        readOnly,
        confinement,
        spec,
        Optional.of(whose));
  }

  /** Whether it is what holds a pod's namespaces, and not one of the pod's containers. */
  public boolean isSandbox() {
    return pod.isPresent() && name.equals(SANDBOX_NAME);
  }

  /** The first 12 characters of the id, as runtimes' own commands show it. */
  public String shortId() {
    return id.length() > SHORT_ID ? id.substring(0, Printable.border(id, SHORT_ID)) : id;
  }
}
