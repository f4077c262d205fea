package io.driftwatch.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
  private static final String ID =
      "8950810b1f4a26c51636982b603ce2a00953df1f6b0beb97cb65a35c7df9cee4";
  private static final String OTHER_ID =
      "63fd471dcc3238998f061c41ec9f69f7b8f0a0e80e6b0f7fc70dcc5fcbf98010";

  @ParameterizedTest
  @CsvSource({
    "cri-v1,    0b5e8f0e-1111-4222-8333-01a1fd7926ff,"
        + " 8950810b1f4a26c51636982b603ce2a00953df1f6b0beb97cb65a35c7df9cee4",
    "docker-v1, , 63fd471dcc3238998f061c41ec9f69f7b8f0a0e80e6b0f7fc70dcc5fcbf98010",
    "ctr-v1,    , ",
    "podman-v1, , 3f253a2b936174de7b61c6f0248b441be7f147344bae10f64602e015b24530d1",
  })
  void readsTheGroupsOfEveryRuntime(String recording, String podUid, String containerId) {
    Cgroup cgroup = Cgroup.parse(Recording.text("cgroup/" + recording + ".txt"));
    assertEquals(Optional.ofNullable(podUid), cgroup.podUid());
    assertEquals(Optional.ofNullable(containerId), cgroup.containerId());
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
    assertEquals(Optional.of(UID), Cgroup.parse(cgroup).podUid());
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
    assertEquals(Optional.empty(), Cgroup.parse(cgroup).podUid());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0::/docker/" + ID,
        "0::/system.slice/docker-" + ID + ".scope",
        "0::/machine.slice/libpod-" + ID + ".scope/container",
        "0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" + ID + ".scope",
        "0::/kubepods.slice/kubepods-besteffort.slice/crio-" + ID + ".scope",
        "0::/kubepods.slice/cri-containerd-" + ID + ".scope",
        "4:memory:/\n3:cpuset:/kubepods/besteffort/pod" + UID + "/" + ID + "\n0::/\n",
        "0::/docker/" + OTHER_ID + "/docker/" + ID,
        "0::/../../" + ID,
      })
  void readsTheContainerOfEveryDriver(String cgroup) {
    assertEquals(Optional.of(ID), Cgroup.parse(cgroup).containerId());
    assertTrue(Cgroup.parse(cgroup).isOf(ID));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0::/machine.slice/libpod-conmon-" + ID + ".scope",
        "0::/system.slice/docker.service",
        "0::/x" + ID,
        "0::/" + ID + ID,
        "0::/lxc/web",
      })
  void anythingElseIsNoContainer(String cgroup) {
    assertEquals(Optional.empty(), Cgroup.parse(cgroup).containerId());
    assertFalse(Cgroup.parse(cgroup).isOf(ID));
  }

  @Test
  void aGroupMayHaveAnyNameThatItsUserChose() {
    Cgroup cgroup = Cgroup.parse(Recording.text("cgroup/ctr-v1.txt"));

    assertTrue(cgroup.isOf("L40"));
    assertFalse(cgroup.isOf("L4"));
  }

  /** A static pod's UID is the hash of its manifest, without dashes. */
  @Test
  void aStaticPodHasAUidToo() {
    assertEquals(
        Optional.of("8a3f6a5d1b1d7f1f0e9c8b7a6d5c4b3a"),
        Cgroup.parse("0::/kubepods/burstable/pod8a3f6a5d1b1d7f1f0e9c8b7a6d5c4b3a/89508").podUid());
  }

  @Test
  void contradictsEveryPodButItsOwn() {
    Cgroup ofPod = Cgroup.parse("0::/kubepods/pod" + UID);

    assertEquals(false, ofPod.contradictsPod(UID));
    assertEquals(true, ofPod.contradictsPod("0b5e8f0e-1111-4222-8333-000000000000"));
    assertEquals(true, ofPod.contradictsPod(null));
    assertEquals(false, Cgroup.parse("0::/").contradictsPod(UID));
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
