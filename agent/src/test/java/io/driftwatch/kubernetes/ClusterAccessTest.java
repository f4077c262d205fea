package io.driftwatch.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClusterAccessTest {

  private static final Map<String, String> IN_CLUSTER =
      Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "443");

  @TempDir Path folder;

  @Test
  void outsideOfKubernetesThereIsNone() throws IOException {
    assertEquals(Optional.empty(), ClusterAccess.find(Map.of("HOME", "/root"), folder));
    assertEquals(Optional.empty(), ClusterAccess.find(IN_CLUSTER, folder), "no token");
  }

  @Test
  void aPodHasATokenThatIsReadAnewEachTime() throws IOException {
    Files.writeString(folder.resolve("token"), "first\n");
    ClusterAccess access = ClusterAccess.find(IN_CLUSTER, folder).orElseThrow();
    assertEquals("https://[fd00::1]:443/", access.toString());
    assertEquals("first", access.config().getOauthTokenProvider().getToken());

    Files.writeString(folder.resolve("token"), "second\n");
    assertEquals("second", access.config().getOauthTokenProvider().getToken());
    Files.delete(folder.resolve("token"));
    assertEquals("", access.config().getOauthTokenProvider().getToken());
  }

  @Test
  void aKubeconfigGoesFirst() throws IOException {
    Files.writeString(folder.resolve("token"), "first\n");
    Path file =
        write(
            """
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "https://example.org:6443"}}]
            users: [{name: u, user: {token: t}}]
            contexts: [{name: x, context: {cluster: c, user: u}}]
            current-context: x
            """);
    Map<String, String> environment =
        Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1", "KUBECONFIG", folder + "/missing:" + file);

    assertEquals(
        "https://example.org:6443/",
        ClusterAccess.find(environment, folder).orElseThrow().toString());
  }

  @Test
  void aFileThatIsNoKubeconfigIsAnError() throws IOException {
    for (String text : new String[] {"", "{", "- a", "current-context: x", "\0\0", "a: b\nc"}) {
      Path file = write(text);
      String message =
          assertThrows(IOException.class, () -> ClusterAccess.kubeconfig(file), text).getMessage();
      assertTrue(message.startsWith(file + ": "), message);
    }
    assertThrows(IOException.class, () -> ClusterAccess.kubeconfig(folder.resolve("missing")));
    assertThrows(IOException.class, () -> ClusterAccess.kubeconfig(folder));
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("config"), text);
  }
}
