package io.driftwatch.discover;

import io.driftwatch.file.FilePath;
import java.util.Optional;

/**
 * Something of a container's own that its runtime was told to let it write to beside its root.
 *
 * @param destination where in the container, links not resolved
 * @param onHost where on the host; empty for a tmpfs, which only the container sees
 */
public record Volume(FilePath destination, Optional<OnHost> onHost) {

  /** Whether it is of a pod, as far as its UID is known. */
  boolean isOf(Optional<String> podUid) {
    Optional<String> own = onHost.flatMap(OnHost::podUid);
    return own.isEmpty() || podUid.isEmpty() || podUid.equals(own);
  }

  /**
   * A kubelet's emptyDir, or a part of one; or a file that the kubelet or the runtime makes for the
   * container, such as {@code /etc/hosts}.
   *
   * @param folder of the whole volume: {@code /var/lib/kubelet/pods/UID/volumes/
   *     kubernetes.io~empty-dir/NAME}; of a file that it lies in
   * @param source what is mounted: the folder, something in it, or for a {@code subPath} the
   *     kubelet's own mount of it, {@code .../pods/UID/volume-subpaths/NAME/CONTAINER/INDEX}, which
   *     looks the same for other kinds of volumes; it is an emptyDir's if the folder is there
   * @param podUid the pod's, as the kubelet numbers it; empty for what a runtime makes
   * @see <a
   *     href="https://github.com/kubernetes/kubernetes/blob/master/pkg/volume/emptydir/empty_dir.go">
   *     empty_dir.go</a>
   */
  public record OnHost(FilePath folder, FilePath source, Optional<String> podUid) {

    private static final FilePath CONTAINERS = FilePath.of("containers");

    /**
     * Whether the folder is what the kubelet keeps for one of a pod's containers: {@code
     * .../pods/UID/containers/NAME}, made when it first makes the container, with a file for the
     * message of each end.
     *
     * @see <a
     *     href="https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kubelet_pods.go">
     *     kubelet_pods.go, GenerateRunContainerOptions</a>
     */
    public boolean isOfOneContainer() {
      return podUid.isPresent() && folder.parent().name().equals(CONTAINERS);
    }
  }
}
