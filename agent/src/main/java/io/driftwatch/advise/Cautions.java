package io.driftwatch.advise;

import io.driftwatch.container.OciProcess;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Ground;
import io.driftwatch.report.ImageFacts;
import java.util.ArrayList;
import java.util.List;

/** What to look at before a plan is followed. */
final class Cautions {

  /** Of an emptyDir, as the kubelet makes it: anybody may write to it. */
  private static final int ANYBODY = 0777;

  private Cautions() {}

  static List<String> of(ContainerReport report, MountPlan plan) {
    List<String> cautions = new ArrayList<>();
    long uid = report.container().confinement().map(OciProcess::uid).orElse(0L);
    boolean isOfPod = report.container().pod().isPresent();
    for (ProposedMount mount : plan.mounts()) {
      if (mount.programs()) {
        cautions.add("programs were written to " + mount.path() + ": look at them first");
      }
      if (isOfPod && uid != 0) {
        mount
            .owner()
            .filter(owner -> mount.ground() != Ground.NEW)
            .filter(owner -> cares(owner, uid))
            .ifPresent(owner -> cautions.add(ownership(mount, owner, uid)));
      }
      if (isOfPod && uid != 0 && mount.ground() == Ground.SHARED) {
        cautions.add(
            "what is copied to %s is user %d's there, and what that user cannot read is missing"
                .formatted(mount.path(), uid));
      }
    }
    return cautions;
  }

  /** Whoever owns a directory may rely on that: to change its mode, or to have it for itself. */
  private static boolean cares(ImageFacts.Owner owner, long uid) {
    boolean isPrivate = (owner.permissions() & 077) == 0;
    return owner.uid() == uid || isPrivate;
  }

  private static String ownership(ProposedMount mount, ImageFacts.Owner owner, long uid) {
    return "%s is %d:%d's in the image, mode %04o; as an emptyDir it is root's, mode %04o: user %d"
            .formatted(mount.path(), owner.uid(), owner.gid(), owner.permissions(), ANYBODY, uid)
        + " can write to it, but neither chmod nor chown it";
  }
}
