package io.driftwatch.cli;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.linux.HostRoot;

/** The node's name: Kubernetes' where it says so, the kernel's elsewhere. */
final class NodeName {

  private NodeName() {}

  static String of(HostRoot host) throws CannotLookException {
    String kubernetes = System.getenv("NODE_NAME");
    return kubernetes == null || kubernetes.isEmpty()
        ? host.proc().read("sys/kernel/hostname").trim()
        : kubernetes;
  }
}
