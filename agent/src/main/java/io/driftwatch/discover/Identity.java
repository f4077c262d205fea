package io.driftwatch.discover;

import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import java.util.Optional;

/**
 * Who a container is, in the words of whoever asked for it.
 *
 * @param runtime the runtime that was asked
 * @param name the name that people gave it
 * @param pod the pod it belongs to
 * @param image what it was made from
 */
record Identity(ContainerRuntime runtime, String name, Optional<Pod> pod, Image image) {

  /** The same with what more is known of the image. */
  Identity withImage(Image known) {
    return new Identity(runtime, name, pod, known);
  }
}
