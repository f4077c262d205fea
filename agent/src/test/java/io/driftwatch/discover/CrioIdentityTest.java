package io.driftwatch.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.locate.Recording;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who a container of CRI-O's is, by annotations that were written after its documentation. */
final class CrioIdentityTest {

  private static final String UID = "0b5e8f0e-1111-4222-8333-01a1fd7926ff";
  private static final Cgroup NO_POD = Cgroup.parse("0::/");
  private static final String LABELS = "io.kubernetes.cri-o.Labels";

  @Test
  void readsAContainerOfAPod() throws CannotLookException {
    assertEquals(
        new Identity(
            ContainerRuntime.CRI_O,
            "app",
            Optional.of(new Pod("team-purple", "web-0", UID)),
            new Image(
                "docker.io/library/httpd:2.4",
                "sha256:8fc85c5478c2848eb1e06b5cb4e74ddd4bb07404af470ff8a073b98ca10d1eff",
                null)),
        CrioIdentity.of("x", annotations(), Cgroup.parse("0::/kubepods/pod" + UID)));
  }

  @Test
  void aSandboxHasTheNameOfEverySandbox() throws CannotLookException {
    Map<String, String> annotations = annotations();
    annotations.put("io.kubernetes.cri-o.ContainerType", "sandbox");

    assertEquals("POD", CrioIdentity.of("x", annotations, NO_POD).name());
  }

  @Test
  void aPodThatTheCgroupContradictsIsNone() throws CannotLookException {
    Cgroup ofAnother = Cgroup.parse("0::/kubepods/pod0b5e8f0e-1111-4222-8333-000000000000");

    assertTrue(CrioIdentity.of("x", annotations(), ofAnother).pod().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "1", "null", "{\"io.kubernetes.pod.name\": 1}"})
  void labelsThatAreNoneNameNoPod(String labels) throws CannotLookException {
    Map<String, String> annotations = annotations();
    annotations.put(LABELS, labels);

    Identity identity = CrioIdentity.of("x", annotations, NO_POD);

    assertTrue(identity.pod().isEmpty());
    assertEquals("app", identity.name());
  }

  @Test
  void whatNobodyNamedHasItsIdForAName() {
    Map<String, String> annotations = Map.of("io.kubernetes.cri-o.ContainerType", "container");

    assertEquals("x", CrioIdentity.of("x", annotations, NO_POD).name());
  }

  @Test
  void podmansAnnotationsAreNotCrios() throws CannotLookException {
    assertTrue(CrioIdentity.isOf(annotations()));
    assertFalse(
        CrioIdentity.isOf(OciConfig.parse(Recording.bytes("bundle/podman.json")).annotations()));
  }

  private static Map<String, String> annotations() throws CannotLookException {
    return new HashMap<>(OciConfig.parse(Recording.bytes("bundle/cri-o.json")).annotations());
  }
}
