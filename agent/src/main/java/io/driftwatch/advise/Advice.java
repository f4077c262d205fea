package io.driftwatch.advise;

import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerSpec;
import io.driftwatch.report.ImageFacts;
import io.driftwatch.report.Immutability;
import java.util.List;

/**
 * How far a container is from being immutable, and what is left to do.
 *
 * @param container which
 * @param verdict how far
 * @param reasons why, in words; empty where the mounts and the obstacles say it
 * @param mounts that it takes, the fewest that hold every write that was seen
 * @param obstacles what no mount can hold
 * @param cautions what to look at before it is done
 * @param weaknesses what is open otherwise
 * @param basis what all this rests on
 * @param image what is known of its image
 */
public record Advice(
    Container container,
    Immutability verdict,
    List<String> reasons,
    List<ProposedMount> mounts,
    List<Obstacle> obstacles,
    List<String> cautions,
    List<Weakness> weaknesses,
    Basis basis,
    ImageFacts image) {

  public Advice {
    reasons = List.copyOf(reasons);
    mounts = List.copyOf(mounts);
    obstacles = List.copyOf(obstacles);
    cautions = List.copyOf(cautions);
    weaknesses = List.copyOf(weaknesses);
  }

  /** Whether that is a change to the pod's specification: no template has ephemeral containers. */
  public boolean canBePatched() {
    return canBeDone() && container.spec().filter(ContainerSpec::ephemeral).isEmpty();
  }

  /** Whether there is a change to be made, and it is known which. */
  public boolean canBeDone() {
    return verdict == Immutability.READY || verdict == Immutability.READY_WITH_MOUNTS;
  }
}
