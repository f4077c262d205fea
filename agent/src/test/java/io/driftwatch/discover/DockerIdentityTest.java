package io.driftwatch.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.locate.Recording;
import io.driftwatch.testing.Mutations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who a container of dockerd's is. */
final class DockerIdentityTest {

  private static final String UID = "0b5e8f0e-1111-4222-8333-01a1fd7926ff";
  private static final Cgroup NO_POD = Cgroup.parse("0::/");
  private static final Cgroup OF_POD = Cgroup.parse("0::/kubepods/pod" + UID);

  private static final Identity L40 =
      new Identity(
          ContainerRuntime.DOCKER,
          "L40",
          Optional.empty(),
          new Image(
              "localhost/lab/layers40:1",
              "sha256:b0ef7906c8934efb3b2b07d76cc7f0ba8da9bfbb8afa65addec66f5445646cb6",
              null));

  @Test
  void theImageOfAStorageDriverIsAConfiguration() throws CannotLookException {
    assertEquals(L40, recorded("config.v2"));
  }

  @Test
  void theImageOfTheImageStoreIsAManifest() throws CannotLookException {
    assertEquals(
        new Identity(
            ContainerRuntime.DOCKER,
            "idle",
            Optional.empty(),
            new Image(
                "localhost/lab/busybox:1",
                null,
                "sha256:a88d6d8d0652ef4506bc21a6bc036c8fc16e6da1681f00e9caf0a6e6f8f9370a")),
        recorded("config.v2-image-store"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"overlay2/0123/merged", "rootfs/overlayfs/0123"})
  void isFoundThreeLevelsAboveTheRoot(String root, @TempDir Path dataRoot) throws IOException {
    Path folder = Files.createDirectories(dataRoot.resolve("containers/0123"));
    Files.write(folder.resolve("config.v2.json"), Recording.bytes("docker/config.v2.json"));
    FilePath rootPath = FilePath.of(dataRoot.resolve(root).toString());

    try (HostRoot host = HostRoot.open(FilePath.ROOT);
        RuntimeState state = new RuntimeState(host)) {
      assertEquals(L40, DockerIdentity.read(state, "0123", rootPath, NO_POD));
      assertEquals(
          Reason.VANISHED,
          assertThrows(
                  CannotLookException.class,
                  () -> DockerIdentity.read(state, "4567", rootPath, NO_POD))
              .reason());
    }
  }

  @Test
  void kubernetesLabelsNameAPodOnlyWhereTheCgroupAgrees() throws CannotLookException {
    String labels =
        """
        "io.kubernetes.container.name": "web", "io.kubernetes.pod.name": "p",
        "io.kubernetes.pod.namespace": "n", "io.kubernetes.pod.uid": "%s"
        """
            .formatted(UID);

    assertEquals(Optional.of(new Pod("n", "p", UID)), labelled(labels, OF_POD).pod());
    assertEquals("web", labelled(labels, OF_POD).name());
    assertEquals(Optional.empty(), labelled(labels, NO_POD).pod());
    assertEquals(
        Optional.empty(),
        labelled(labels, Cgroup.parse("0::/kubepods/pod0b5e8f0e-1111-4222-8333-000000000000"))
            .pod());
    assertEquals(Optional.empty(), labelled("\"io.kubernetes.pod.name\": \"p\"", OF_POD).pod());
    assertEquals(
        Optional.empty(), labelled("\"io.kubernetes.pod.uid\": \"" + UID + "\"", OF_POD).pod());
  }

  private static Identity labelled(String labels, Cgroup cgroup) throws CannotLookException {
    return parse("{\"Name\": \"/k8s_x\", \"Config\": {\"Labels\": {" + labels + "}}}", cgroup);
  }

  @Test
  void whatIsMissingIsUnknown() throws CannotLookException {
    assertEquals(Image.UNKNOWN, parse("{}", NO_POD).image());
    assertEquals(Optional.empty(), parse("{}", OF_POD).pod());
    assertEquals("plain", parse("{\"Name\": \"plain\"}", NO_POD).name());
  }

  @Test
  void whatIsNoJsonIsNoState() {
    assertEquals(
        Reason.STATE_INVALID,
        assertThrows(CannotLookException.class, () -> parse("{", NO_POD)).reason());
  }

  @Test
  @Timeout(60)
  void brokenTextIsReadOrRefused() {
    for (String recording : List.of("config.v2", "config.v2-image-store")) {
      Mutations.feed(
          hostile -> DockerIdentity.parse(hostile, OF_POD),
          Recording.bytes("docker/" + recording + ".json"),
          1,
          3_000);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "1", "null", "\"\"", "{\"Config\": 1, \"Name\": {}, \"Image\": []}"})
  void anotherFormIsUnknown(String json) throws CannotLookException {
    assertEquals(Optional.empty(), parse(json, OF_POD).pod());
    assertEquals("", parse(json, OF_POD).name());
  }

  @Test
  void aLabelThatIsNoTextIsNone() throws CannotLookException {
    String labels =
        """
        "io.kubernetes.pod.name": null, "io.kubernetes.pod.namespace": "n",
        "io.kubernetes.pod.uid": "%s", "io.kubernetes.container.name": 1
        """
            .formatted(UID);

    assertEquals(Optional.empty(), labelled(labels, OF_POD).pod());
    assertEquals("k8s_x", labelled(labels, OF_POD).name());
  }

  private static Identity recorded(String name) throws CannotLookException {
    return DockerIdentity.parse(Recording.bytes("docker/" + name + ".json"), NO_POD);
  }

  private static Identity parse(String json, Cgroup cgroup) throws CannotLookException {
    return DockerIdentity.parse(json.getBytes(StandardCharsets.UTF_8), cgroup);
  }
}
