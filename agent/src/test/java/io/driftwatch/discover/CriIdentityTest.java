package io.driftwatch.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.locate.Recording;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who a container of containerd's is. */
final class CriIdentityTest {

  private static final String ID =
      "8950810b1f4a26c51636982b603ce2a00953df1f6b0beb97cb65a35c7df9cee4";
  private static final String UID = "0b5e8f0e-1111-4222-8333-01a1fd7926ff";
  private static final Cgroup NO_POD = Cgroup.parse("0::/");

  @Test
  void aContainerOfAPodHasItsNameAndImage() throws CannotLookException {
    assertEquals(
        new Identity(
            ContainerRuntime.CONTAINERD,
            "httpd",
            Optional.of(new Pod("team-purple", "web", UID)),
            new Image("localhost/lab/httpd:1", null, null)),
        recorded("cri-container", Cgroup.parse(Recording.text("cgroup/cri-v1.txt"))));
  }

  @Test
  void aSandboxIsCalledAsInKubernetesOwnMetrics() throws CannotLookException {
    assertEquals(
        new Identity(
            ContainerRuntime.CONTAINERD,
            "POD",
            Optional.of(new Pod("team-purple", "idle", "0b5e8f0e-1111-4222-8333-01a1fdb94745")),
            new Image("localhost/lab/pause:1", null, null)),
        recorded("cri-sandbox", NO_POD));
  }

  @Test
  void aContainerThatNobodyNamedIsCalledByItsId() throws CannotLookException {
    assertEquals(
        new Identity(ContainerRuntime.CONTAINERD, ID, Optional.empty(), Image.UNKNOWN),
        recorded("ctr", NO_POD));
  }

  @Test
  void aPodThatTheKernelContradictsIsNoPod() throws CannotLookException {
    Cgroup ofAnother = Cgroup.parse("0::/kubepods/pod0b5e8f0e-1111-4222-8333-000000000000");

    assertEquals(Optional.empty(), recorded("cri-container", ofAnother).pod());
  }

  @Test
  void aPodNeedsANameAndANamespace() {
    assertEquals(Optional.empty(), pod(Map.of("io.kubernetes.cri.sandbox-namespace", "n"), NO_POD));
    assertEquals(Optional.empty(), pod(Map.of("io.kubernetes.cri.sandbox-name", "p"), NO_POD));
    assertEquals(
        Optional.of(new Pod("n", "p", null)),
        pod(
            Map.of(
                "io.kubernetes.cri.sandbox-namespace", "n", "io.kubernetes.cri.sandbox-name", "p"),
            NO_POD));
  }

  private static Optional<Pod> pod(Map<String, String> annotations, Cgroup cgroup) {
    return CriIdentity.of(ID, annotations, cgroup).pod();
  }

  private static Identity recorded(String name, Cgroup cgroup) throws CannotLookException {
    OciConfig config = OciConfig.parse(Recording.bytes("bundle/" + name + ".json"));
    return CriIdentity.of(ID, config.annotations(), cgroup);
  }
}
