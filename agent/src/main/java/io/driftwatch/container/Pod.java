package io.driftwatch.container;

/**
 * The pod that a container belongs to.
 *
 * @param namespace its Kubernetes namespace
 * @param name its name
 * @param uid its UID, or null where the runtime does not know it
 */
public record Pod(String namespace, String name, String uid) {

  /** As kubectl users write it. */
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
