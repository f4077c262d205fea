package io.driftwatch.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/**
 * A real Kubernetes, started by the scripts of {@code src-test-fixtures/kubernetes} below a folder
 * of its own, and ended with all that it made. It is spoken to by curl, which shares nothing with
 * the client that the agent has.
 */
public final class KubernetesLab implements AutoCloseable {

  private static final Path SCRIPTS = Path.of("../src-test-fixtures/kubernetes").toAbsolutePath();
  private static final List<String> PROGRAMS = List.of("etcd", "openssl", "curl", "python3", "ip");
  private static final List<String> NODE_PROGRAMS =
      List.of("containerd", "ctr", "runc", "iptables", "busybox", "debootstrap");
  private static final String BUSYBOX = "localhost/driftwatch/busybox:1";
  private static final String CACHE = "DRIFTWATCH_KUBERNETES_CACHE";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final boolean node;

  private KubernetesLab(Path folder, boolean node) {
    this.folder = folder;
    this.node = node;
  }

  /** Starts an API server alone, where pods are what is written there; skips where it cannot. */
  public static KubernetesLab startApi() throws IOException {
    return start(false);
  }

  /** Starts a cluster whose one node, {@code node-1}, is this machine; skips where it cannot. */
  public static KubernetesLab startNode() throws IOException {
    RealParts.overlayMounts();
    NODE_PROGRAMS.forEach(RealParts::command);
    RealParts.need(
        "CNI's plugins",
        Files.isExecutable(Path.of("/usr/lib/cni/bridge")),
        "apt-get install containernetworking-plugins");
    return start(true);
  }

  private static KubernetesLab start(boolean node) throws IOException {
    RealParts.root();
    PROGRAMS.forEach(RealParts::command);
    Commands.Result built = attempt(List.of(SCRIPTS.resolve("build.sh").toString()));
    RealParts.need("Kubernetes", built.status() == 0, built.errors().strip());
    KubernetesLab lab =
        new KubernetesLab(Files.createTempDirectory(Path.of("/var/tmp"), "dwk"), node);
    try {
      lab.up();
      return lab;
    } catch (IOException | RuntimeException | AssertionError e) {
      lab.close();
      throw e;
    }
  }

  /** Starts again what has ended, and waits until it can be used. */
  public void up() throws IOException {
    script("up.sh", node ? List.of() : List.of("api"));
  }

  /** Kills a program of the cluster, such as {@code apiserver}, without a word of farewell. */
  public void kill(String program) throws IOException {
    ProcessHandle.of(pid(program))
        .ifPresent(
            process -> {
              process.destroyForcibly();
              process.onExit().join();
            });
  }

  /** Lets a program of the cluster take what comes and answer nothing, until it is resumed. */
  public void pause(String program) throws IOException {
    Commands.run("kill", "-s", "STOP", "" + pid(program));
  }

  public void resume(String program) throws IOException {
    Commands.run("kill", "-s", "CONT", "" + pid(program));
  }

  private long pid(String program) throws IOException {
    return Long.parseLong(Files.readString(folder.resolve(program).resolve("pid")).strip());
  }

  /** Where everything of it is: containerd's state in {@code containerd/state}, for one. */
  public Path folder() {
    return folder;
  }

  /** A file that lets an administrator in. */
  public Path kubeconfig() {
    return folder.resolve("kubeconfig");
  }

  /** The certificate of its authority. */
  public Path authority() {
    return folder.resolve("pki/ca.crt");
  }

  /** Where it listens, on 127.0.0.1. */
  public int port() throws IOException {
    return Integer.parseInt(Files.readString(folder.resolve("forward/port")).strip());
  }

  /** What a path of the API has. */
  public JsonNode get(String path) throws IOException {
    return JSON.readTree(curl("GET", path, null, null));
  }

  /** Creates an object and returns it as the API server has it. */
  public JsonNode create(String path, JsonNode object) throws IOException {
    return JSON.readTree(curl("POST", path, "application/json", object));
  }

  /** Changes an object by a merge patch. */
  public JsonNode patch(String path, JsonNode change) throws IOException {
    return JSON.readTree(curl("PATCH", path, "application/merge-patch+json", change));
  }

  public void delete(String path) throws IOException {
    curl("DELETE", path, null, null);
  }

  /**
   * Writes a pod that is on a node, with one container of the name {@code c}, and without anything
   * that would run it.
   */
  public JsonNode createPod(String namespace, String name, String nodeName) throws IOException {
    ObjectNode pod = JSON.createObjectNode();
    pod.putObject("metadata").put("name", name);
    ObjectNode spec = pod.putObject("spec");
    spec.put("nodeName", nodeName).put("automountServiceAccountToken", false);
    spec.putArray("containers").addObject().put("name", "c").put("image", "image");
    return create("/api/v1/namespaces/" + namespace + "/pods", pod);
  }

  /**
   * Runs a pod with one container {@code c}, made from the fixture's busybox, on the cluster's
   * node, and waits until it runs.
   *
   * @param script for sh, which should not end
   * @return the pod as the API server has it then
   */
  public JsonNode runPod(String namespace, String name, String script) throws IOException {
    ObjectNode pod = JSON.createObjectNode();
    pod.putObject("metadata").put("name", name);
    ObjectNode spec = pod.putObject("spec").put("terminationGracePeriodSeconds", 1);
    ObjectNode container = spec.putArray("containers").addObject();
    container.put("name", "c").put("image", BUSYBOX).put("imagePullPolicy", "Never");
    container.putArray("command").add("sh").add("-c").add(script);
    create("/api/v1/namespaces/" + namespace + "/pods", pod);
    return awaitRunning(namespace, name);
  }

  /** Waits until a pod runs, a minute at most. */
  public JsonNode awaitRunning(String namespace, String name) throws IOException {
    String path = "/api/v1/namespaces/" + namespace + "/pods?fieldSelector=metadata.name=" + name;
    String phase = "none";
    for (int i = 0; i < 300; i++) {
      JsonNode pod = get(path).path("items").path(0);
      phase = pod.path("status").path("phase").asText();
      if (phase.equals("Running")
          && pod.path("status").path("containerStatuses").findValue("running") != null) {
        return pod;
      }
      LockSupport.parkNanos(200_000_000);
    }
    throw new IOException(namespace + "/" + name + " does not run, its phase is " + phase);
  }

  /**
   * Lets a pod's status list a container, as a kubelet would.
   *
   * @param statuses {@code containerStatuses}, or those of other kinds of container
   * @param id with its runtime in front
   */
  public void listContainer(
      String namespace, String pod, String statuses, String name, String id, String imageId)
      throws IOException {
    ObjectNode status = JSON.createObjectNode();
    ArrayNode list = status.putObject("status").putArray(statuses);
    list.addObject()
        .put("name", name)
        .put("containerID", id)
        .put("image", "image")
        .put("imageID", imageId)
        .put("ready", true)
        .put("restartCount", 0);
    patch("/api/v1/namespaces/" + namespace + "/pods/" + pod + "/status", status);
  }

  /** A namespace with the service account that each of its pods needs. */
  public void createNamespace(String name) throws IOException {
    ObjectNode namespace = JSON.createObjectNode();
    namespace.putObject("metadata").put("name", name);
    create("/api/v1/namespaces", namespace);
    createServiceAccount(name, "default");
  }

  /** A namespace of a cluster with controllers, once they have given it its service account. */
  public void createSettledNamespace(String name) throws IOException {
    kubectl("create", "namespace", name);
    String accounts = "/api/v1/namespaces/" + name + "/serviceaccounts";
    for (int i = 0; i < 300 && get(accounts).path("items").isEmpty(); i++) {
      LockSupport.parkNanos(100_000_000);
    }
  }

  /** Writes a node without anything that would run its pods. */
  public void createNode(String name, String system) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    node.putObject("metadata")
        .put("name", name)
        .putObject("labels")
        .put("kubernetes.io/os", system);
    create("/api/v1/nodes", node);
  }

  public void createServiceAccount(String namespace, String name) throws IOException {
    ObjectNode account = JSON.createObjectNode();
    account.putObject("metadata").put("name", name);
    create("/api/v1/namespaces/" + namespace + "/serviceaccounts", account);
  }

  /** A token of a service account, as a pod of it would have. */
  public String token(String namespace, String account) throws IOException {
    String path = "/api/v1/namespaces/" + namespace + "/serviceaccounts/" + account + "/token";
    ObjectNode request = JSON.createObjectNode();
    request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    request.putObject("spec").put("expirationSeconds", 3600);
    return create(path, request).path("status").path("token").asText();
  }

  /** Events of the API's current kind in a namespace, as they are there. */
  public List<JsonNode> events(String namespace) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    get("/apis/events.k8s.io/v1/namespaces/" + namespace + "/events")
        .path("items")
        .forEach(events::add);
    return events;
  }

  /** What the API server did for a user: a line of its log for each request. */
  public List<JsonNode> requestsOf(String user) throws IOException {
    List<JsonNode> requests = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("log/audit"))) {
      JsonNode request = JSON.readTree(line);
      if (request.path("user").path("username").asText().equals(user)) {
        requests.add(request);
      }
    }
    return requests;
  }

  /** What a user asked the API server for: verb and resource. */
  public Set<String> verbsOf(String user) throws IOException {
    Set<String> verbs = new TreeSet<>();
    for (JsonNode request : requestsOf(user)) {
      String resource = request.path("objectRef").path("resource").asText();
      verbs.add(request.path("verb").asText() + " " + resource);
    }
    return verbs;
  }

  /** Gives the node an image, from an archive as docker saves it. */
  public void loadImage(Path archive) throws IOException {
    String socket = folder.resolve("containerd/sock").toString();
    Commands.run("ctr", "-a", socket, "-n", "k8s.io", "images", "import", archive.toString());
  }

  /** What kubectl prints for an administrator, whatever kubectl this machine has. */
  public String kubectl(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("kubectl", "--kubeconfig", "" + kubeconfig()));
    command.addAll(List.of(arguments));
    return Commands.run(command.toArray(String[]::new));
  }

  private String curl(String method, String path, String type, JsonNode body) throws IOException {
    Path pki = folder.resolve("pki");
    List<String> command =
        new ArrayList<>(List.of("curl", "--silent", "--show-error", "--fail-with-body"));
    command.addAll(List.of("--max-time", "20", "--request", method));
    command.addAll(List.of("--cacert", "" + authority()));
    command.addAll(
        List.of("--cert", "" + pki.resolve("admin.crt"), "--key", "" + pki.resolve("admin.key")));
    Path file = Files.createTempFile("driftwatch", ".json");
    try {
      if (body != null) {
        JSON.writeValue(file.toFile(), body);
        command.addAll(List.of("--header", "Content-Type: " + type, "--data-binary", "@" + file));
      }
      command.add("https://127.0.0.1:" + port() + path);
      Commands.Result result = Commands.attempt(new ProcessBuilder(command));
      String answer =
          new String(result.output().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
      if (result.status() != 0) {
        throw new IOException(method + " " + path + ": " + result.errors() + answer);
      }
      return answer;
    } finally {
      Files.delete(file);
    }
  }

  private void script(String name, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(SCRIPTS.resolve(name).toString(), "" + folder));
    command.addAll(arguments);
    Commands.Result result = attempt(command);
    if (result.status() != 0) {
      throw new IOException(name + " " + arguments + ": " + result.errors());
    }
  }

  /** Kept between runs, as CI may do elsewhere: to build them takes long. */
  private static Commands.Result attempt(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putIfAbsent(CACHE, Path.of("target/kubernetes").toAbsolutePath() + "");
    builder
        .environment()
        .putIfAbsent("DRIFTWATCH_ROOTFS_CACHE", Path.of("target/rootfs").toAbsolutePath() + "");
    return Commands.attempt(builder);
  }

  @Override
  public void close() throws IOException {
    script("down.sh", List.of("--purge"));
  }
}
