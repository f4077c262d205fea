package io.driftwatch.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.locate.Recording;
import io.driftwatch.testing.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pod a process is of, in the words of the kernel. */
final class CgroupTest {

  private static final String UID = "0b5e8f0e-1111-4222-8333-01a1fd7926ff";

  @ParameterizedTest
  @CsvSource({
    "cri-v1,    0b5e8f0e-1111-4222-8333-01a1fd7926ff",
    "docker-v1, ",
    "ctr-v1,    ",
    "podman-v1, ",
  })
  void readsTheGroupsOfEveryRuntime(String recording, String podUid) {
    assertEquals(
        new Cgroup(Optional.ofNullable(podUid)),
        Cgroup.parse(Recording.text("cgroup/" + recording + ".txt")));
  }

  /** Forms of the kubelet's two cgroup drivers, each with the quality of service in the path. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0::/kubepods/pod" + UID + "/89508",
        "0::/kubepods/burstable/pod" + UID + "/89508",
        "0::/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod"
            + "0b5e8f0e_1111_4222_8333_01a1fd7926ff.slice/cri-containerd-89508.scope",
        "0::/kubepods.slice/kubepods-pod0b5e8f0e_1111_4222_8333_01a1fd7926ff.slice/crio-1.scope",
        "0::/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice/"
            + "kubelet-kubepods-burstable-pod0b5e8f0e_1111_4222_8333_01a1fd7926ff.slice/x",
        "5:cpu:/\n4:memory:/kubepods/pod" + UID + "/89508\n0::/\n",
        "0::/../../pod" + UID + "/89508",
      })
  void readsBothFormsOfThePodsGroup(String cgroup) {
    assertEquals(new Cgroup(Optional.of(UID)), Cgroup.parse(cgroup));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0::/",
        "0::/system.slice/docker-0123.scope",
        "0::/kubepods/besteffort",
        "0::/kubepods/pod0b5e8f0e-1111-4222-8333/x",
        "0::/kubepods/podXb5e8f0e-1111-4222-8333-01a1fd7926ff/x",
      })
  void anythingElseIsNoPod(String cgroup) {
    assertEquals(new Cgroup(Optional.empty()), Cgroup.parse(cgroup));
  }

  /** A static pod's UID is the hash of its manifest, without dashes. */
  @Test
  void aStaticPodHasAUidToo() {
    assertEquals(
        new Cgroup(Optional.of("8a3f6a5d1b1d7f1f0e9c8b7a6d5c4b3a")),
        Cgroup.parse("0::/kubepods/burstable/pod8a3f6a5d1b1d7f1f0e9c8b7a6d5c4b3a/89508"));
  }

  @Test
  void contradictsEveryPodButItsOwn() {
    Cgroup ofPod = new Cgroup(Optional.of(UID));

    assertEquals(false, ofPod.contradictsPod(UID));
    assertEquals(true, ofPod.contradictsPod("0b5e8f0e-1111-4222-8333-000000000000"));
    assertEquals(true, ofPod.contradictsPod(null));
    assertEquals(false, new Cgroup(Optional.empty()).contradictsPod(UID));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cri-v1", "docker-v1"})
  @Timeout(60)
  void brokenTextIsReadOrRefused(String recording) {
    Mutations.feed(
        hostile -> Cgroup.parse(new String(hostile, StandardCharsets.ISO_8859_1)),
        Recording.bytes("cgroup/" + recording + ".txt"),
        1,
        5_000);
  }
}
