package io.driftwatch.container;

/** Who started a container, as far as its state files tell. */
public enum ContainerRuntime {
  DOCKER("docker", 0755),
  CONTAINERD("containerd", 0755),
  CRI_O("cri-o", 0555),
  PODMAN("podman", 0555),
  UNKNOWN("unknown", 0755);

  private final String id;
  private final int rootPermissions;

  ContainerRuntime(String id, int rootPermissions) {
    this.id = id;
    this.rootPermissions = rootPermissions;
  }

  /** The runtime's name as people and JSON have it. */
  public String id() {
    return id;
  }

  /** The permissions that the runtime gives a new upperdir, whatever the image's root has. */
  public int rootPermissions() {
    return rootPermissions;
  }
}
