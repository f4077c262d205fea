package io.driftwatch.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.discover.Volume.OnHost;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of the mounts that a runtime was told to make are volumes of the container's own. */
final class VolumeMountsTest {

  private static final String POD = "/var/lib/kubelet/pods/0b5e8f0e-1111-4222-8333-01a1fd7926ff";
  private static final String SANDBOX =
      "bf9ee7bf3391661cf0eea8ae256c40048f6d035da72e337a24019f2583582961";

  @ParameterizedTest
  @CsvSource({
    "/volumes/kubernetes.io~empty-dir/work,       /volumes/kubernetes.io~empty-dir/work",
    "/volumes/kubernetes.io~empty-dir/work/a/b,   /volumes/kubernetes.io~empty-dir/work",
    "/volumes/kubernetes.io~empty-dir/work//a/./, /volumes/kubernetes.io~empty-dir/work",
    "/volume-subpaths/work/app/0,                 /volumes/kubernetes.io~empty-dir/work",
  })
  void anEmptyDirIsToldByItsPath(String source, String folder) throws CannotLookException {
    Volume volume = only(mount("/data", "bind", POD + source, "'rbind','rw'")).orElseThrow();

    assertEquals(
        new OnHost(
            FilePath.of(POD + folder),
            FilePath.of(POD + source).normalized(),
            Optional.of("0b5e8f0e-1111-4222-8333-01a1fd7926ff")),
        volume.onHost().orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/volumes/kubernetes.io~empty-dir",
        "/volumes/kubernetes.io~empty-dir/..",
        "/volumes/kubernetes.io~empty-dir/work/../../kubernetes.io~secret/key",
        "/volumes/kubernetes.io~secret/key",
        "/volumes/kubernetes.io~csi/pvc/mount",
        "/volume-subpaths/work/app",
        "/etc-hosts/x",
        "/containers/app",
        "/containers/app/plugin"
      })
  void whatElseAKubeletMountsIsNone(String source) throws CannotLookException {
    assertEquals(Optional.empty(), only(mount("/data", "bind", POD + source, "'rbind'")));
  }

  @ParameterizedTest
  @CsvSource({
    "'nosuid,size=64k',  true",
    "'ro',               false",
    "'rw,ro',            false",
    "'ro,rw',            true",
    "'rbind,rro',        false"
  })
  void whatIsMountedReadOnlyIsNone(String options, boolean expected) throws CannotLookException {
    String quoted = "'" + options.replace(",", "','") + "'";

    assertEquals(expected, only(mount("/tmp", "tmpfs", "tmpfs", quoted)).isPresent());
  }

  @ParameterizedTest
  @CsvSource({
    "/run/containerd/io.containerd.grpc.v1.cri/sandboxes/" + SANDBOX + "/shm, true",
    "/var/lib/docker/containers/" + SANDBOX + "/mounts/shm,                   true",
    "/var/lib/containers/storage/overlay-containers/" + SANDBOX + "/userdata/shm, true",
    "/dev/shm,                                                                false",
    "/srv/data/shm,                                                           false"
  })
  void theSharedMemoryOfAPodIsOneAndTheHostsIsNone(String source, boolean expected)
      throws CannotLookException {
    assertEquals(expected, only(mount("/dev/shm", "bind", source, "'rbind'")).isPresent());
    assertEquals(Optional.empty(), only(mount("/data", "bind", source, "'rbind'")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        POD + "/etc-hosts",
        POD + "/containers/app/0a1b2c3d",
        "/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/" + SANDBOX + "/resolv.conf",
        "/var/lib/docker/containers/" + SANDBOX + "/hostname",
        "/run/containers/storage/overlay-containers/" + SANDBOX + "/userdata/hosts",
        "/run/containers/storage/overlay-containers/" + SANDBOX + "/userdata/.containerenv",
      })
  void aFileThatIsMadeForTheContainerIsOne(String source) throws CannotLookException {
    OnHost file = only(mount("/etc/x", "bind", source, "'rbind'")).orElseThrow().onHost().get();

    assertEquals(FilePath.of(source), file.source());
    assertEquals(FilePath.of(source).parent(), file.folder());
    assertEquals(Optional.empty(), only(mount("/etc/x", "bind", source, "'rbind','ro'")));
  }

  @ParameterizedTest
  @CsvSource({
    POD + "/containers/app/0a1b2c3d, true",
    POD + "/etc-hosts, false",
    POD + "/volumes/kubernetes.io~empty-dir/containers, false",
    "/var/lib/docker/containers/" + SANDBOX + "/hostname, false"
  })
  void theKubeletHasAFolderForEachContainer(String source, boolean expected)
      throws CannotLookException {
    OnHost onHost = only(mount("/x", "bind", source, "'rbind'")).orElseThrow().onHost().get();

    assertEquals(expected, onHost.isOfOneContainer());
  }

  /** Of whatever the container may not write to as well. */
  @ParameterizedTest
  @CsvSource({
    "/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/" + SANDBOX + ", /resolv.conf",
    "/var/lib/docker/containers/" + SANDBOX + ",                              /hostname",
    "/run/containers/storage/overlay-containers/" + SANDBOX + "/userdata,     /resolv.conf"
  })
  void theRuntimesFolderIsThatOfTheFilesItMakes(String folder, String file)
      throws CannotLookException {
    String hosts = mount("/etc/hosts", "bind", POD + "/etc-hosts", "'rbind'");
    String own = mount("/etc/resolv.conf", "bind", folder + file, "'rbind','ro'");
    OciConfig config = parse("{'root':{'path':'r'},'mounts':[" + hosts + "," + own + "]}");

    assertEquals(Optional.of(FilePath.of(folder)), config.runtimesFolder());
    assertEquals(
        Optional.empty(), parse("{'root':{'path':'r'},'mounts':[" + hosts + "]}").runtimesFolder());
  }

  @Test
  void anEmptyDirOfAnotherPodIsNotTheContainersOwn() throws CannotLookException {
    String source = POD + "/volumes/kubernetes.io~empty-dir/work";
    Volume volume = only(mount("/data", "bind", source, "'rbind'")).orElseThrow();

    assertEquals(true, volume.isOf(Optional.of("0b5e8f0e-1111-4222-8333-01a1fd7926ff")));
    assertEquals(true, volume.isOf(Optional.empty()));
    assertEquals(false, volume.isOf(Optional.of("another")));
  }

  @Test
  void mountsThatAreNoListAreReadAllTheSame() throws CannotLookException {
    assertEquals(
        List.of(new Volume(FilePath.of("/tmp"), Optional.empty())),
        volumes("{'root':{'path':'r'},'mounts':{'a':" + mount("/tmp", "tmpfs", "t", "1") + "}}"));
  }

  private static String mount(String destination, String type, String source, String options) {
    return "{'destination':'%s','type':'%s','source':'%s','options':[%s]}"
        .formatted(destination, type, source, options);
  }

  private static Optional<Volume> only(String mount) throws CannotLookException {
    return volumes("{'root':{'path':'r'},'mounts':[" + mount + "]}").stream().findFirst();
  }

  private static List<Volume> volumes(String json) throws CannotLookException {
    return parse(json).volumes();
  }

  private static OciConfig parse(String json) throws CannotLookException {
    return OciConfig.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
