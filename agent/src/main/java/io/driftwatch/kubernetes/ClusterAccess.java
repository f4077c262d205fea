package io.driftwatch.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Where an API server is, and as whom it is asked. Nothing is asked here. */
public final class ClusterAccess {

  /** Where the kubelet mounts a pod's own token. */
  private static final Path SERVICE_ACCOUNT =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  private static final long MAX_KUBECONFIG_BYTES = 1 << 20;
  private static final int CONNECT_MILLIS = 5_000;
  private static final int REQUEST_MILLIS = 15_000;

  private final Config config;

  private ClusterAccess(Config config) {
    this.config = config;
    config.setConnectionTimeout(CONNECT_MILLIS);
    config.setRequestTimeout(REQUEST_MILLIS);
    // Who asks, decides when to ask again.
    config.setRequestRetryBackoffLimit(0);
    config.setUserAgent("driftwatch");
    // One connection for all would go on to be used after a request on it was given up.
    config.setHttp2Disable(true);
  }

  /**
   * What this process was given: the file that {@code KUBECONFIG} names, else the service account
   * of the pod that it runs in. An administrator's own {@code ~/.kube/config} is not meant for it.
   *
   * @param environment of the process
   * @return empty outside of Kubernetes
   * @throws IOException when it was given one that cannot be read
   */
  public static Optional<ClusterAccess> find(Map<String, String> environment) throws IOException {
    return find(environment, SERVICE_ACCOUNT);
  }

  static Optional<ClusterAccess> find(Map<String, String> environment, Path serviceAccount)
      throws IOException {
    String files = environment.getOrDefault("KUBECONFIG", "");
    if (!files.isEmpty()) {
      return Optional.of(kubeconfig(firstOf(files)));
    }
    String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    if (host.isEmpty() || !Files.exists(serviceAccount.resolve("token"))) {
      return Optional.empty();
    }
    String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
    return Optional.of(inCluster(host, port, serviceAccount));
  }

  /**
   * What a kubeconfig's current context says.
   *
   * @throws IOException when it cannot be read, or names no cluster
   */
  public static ClusterAccess kubeconfig(Path file) throws IOException {
    if (Files.size(file) > MAX_KUBECONFIG_BYTES) {
      throw new IOException(file + ": too large for a kubeconfig");
    }
    try {
      Config config = Config.fromKubeconfig(file.toFile());
      if (config.getCurrentContext() == null) {
        throw new IOException(file + ": no current context that names a cluster");
      }
      return new ClusterAccess(config);
    } catch (RuntimeException e) {
      throw new IOException(file + ": no kubeconfig: " + e.getMessage(), e);
    }
  }

  private static Path firstOf(String files) {
    return Arrays.stream(files.split(File.pathSeparator))
        .filter(name -> !name.isEmpty())
        .map(Path::of)
        .filter(Files::exists)
        .findFirst()
        .orElse(Path.of(files));
  }

  /** The token is read anew for each request: the kubelet replaces it within the hour. */
  private static ClusterAccess inCluster(String host, String port, Path serviceAccount) {
    Path token = serviceAccount.resolve("token");
    return new ClusterAccess(
        new ConfigBuilder(Config.empty())
            .withMasterUrl("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port)
            .withCaCertFile(serviceAccount.resolve("ca.crt").toString())
            .withOauthTokenProvider(() -> read(token))
            .build());
  }

  /** No token is no reason to fail: the API server then says 401, and is asked again later. */
  private static String read(Path token) {
    try {
      return Files.readString(token, StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      return "";
    }
  }

  Config config() {
    return config;
  }

  @Override
  public String toString() {
    return config.getMasterUrl();
  }
}
