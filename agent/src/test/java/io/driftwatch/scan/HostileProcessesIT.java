package io.driftwatch.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.discover.Discovery;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Status;
import io.driftwatch.testing.Background;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.RealParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes that call themselves a runtime's, real ones, with what any user can make them say. */
@Timeout(120)
@SuppressWarnings("try") // A process is there to be found, not to be spoken to.
final class HostileProcessesIT {

  private static final String ID =
      "d41fd41fd41fd41fd41fd41fd41fd41fd41fd41fd41fd41fd41fd41fd41fd41f";
  private static final List<String> NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
  private static final List<String> NOBODYS_NAMESPACE =
      Stream.concat(NOBODY.stream(), Stream.of("unshare", "--user", "--map-root-user", "--mount"))
          .toList();

  /** What conmon is told: a container's id, its bundle, and where its pid is written. */
  private static final String CONMON =
      """
      set -e
      %s
      sleep 1000 &
      echo $! >"$6"
      echo ready
      wait
      """;

  private Path folder;
  private HostRoot host;

  @BeforeEach
  void start() throws IOException {
    RealParts.overlayMounts();
    RealParts.command("setpriv");
    folder = Files.createTempDirectory(Path.of("/var/tmp"), "driftwatch-test");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    host = HostRoot.open(FilePath.ROOT);
  }

  @AfterEach
  void end() throws IOException {
    if (host != null) {
      host.close();
      Commands.run("rm", "-rf", "--one-file-system", folder.toString());
    }
  }

  /** Any user can mount this; it must never be taken for the host's own words. */
  @Test
  void layersThatAreNotItsUsersAreNotLookedAt() throws IOException {
    Path bundle = usersBundle();
    try (Background conmon =
        conmon(
            bundle,
            "mount -t overlay -o userxattr,upperdir=/root,lowerdir=/etc,workdir=work none merged")) {
      ContainerReport report = theOne();

      assertEquals(ContainerRuntime.PODMAN, report.container().runtime());
      assertUnobservable(Reason.LAYERS_UNVERIFIED, report);
      assertTrue(report.rootfs().isEmpty());
    }
  }

  /** The link is the user's own, but not what it leads to. */
  @Test
  void aLinkLeadsToNoLayersThatAreNotItsUsers() throws IOException {
    Path bundle = usersBundle();
    try (Background conmon =
        conmon(
            bundle,
            "mount -t overlay -o"
                + " userxattr,upperdir=upper,lowerdir=\"$PWD\"/lower,workdir=work none merged;"
                + " mv lower away; ln -s /etc lower")) {
      assertUnobservable(Reason.LAYERS_UNVERIFIED, theOne());
    }
  }

  @Test
  void layersThatAreItsUsersOwnAreLookedAt() throws IOException {
    Path bundle = usersBundle();
    try (Background conmon =
        conmon(
            bundle,
            "mount -t overlay -o userxattr,upperdir=\"$PWD\"/upper,"
                + "lowerdir=\"$PWD\"/lower,workdir=\"$PWD\"/work none merged")) {
      ContainerReport report = theOne();

      // Its process has the host's root, so that its mounts cannot be looked at.
      assertEquals(Status.PARTIAL, report.status());
      assertEquals(
          List.of(FilePath.of(folder.resolve("user/lower").toString())),
          report.rootfs().orElseThrow().lowerdirs());
    }
  }

  /** What a user's bundle says of pods is that user's idea. */
  @Test
  void aUsersContainerIsOfNoPod() throws IOException {
    Path bundle = usersBundle();
    write(
        bundle.resolve("config.json"),
        """
        {"root": {"path": "/nowhere"}, "annotations": {
          "io.kubernetes.cri-o.ContainerType": "container",
          "io.kubernetes.container.name": "forged",
          "io.kubernetes.pod.name": "forged", "io.kubernetes.pod.namespace": "kube-system"}}
        """);
    try (Background conmon = conmon(bundle, "")) {
      ContainerReport report = theOne();

      assertEquals(ContainerRuntime.PODMAN, report.container().runtime());
      assertTrue(report.container().pod().isEmpty());
      assertEquals(ID, report.container().name());
    }
  }

  @Test
  void aUsersBundleThatIsNotTheUsersIsNotRead() throws IOException {
    Path bundle = usersBundle();
    Commands.run("chown", "0:0", bundle.toString());
    try (Background conmon = conmon(bundle, "")) {
      assertUnobservable(Reason.LAYERS_UNVERIFIED, theOne());
    }
  }

  /** Where the agent was not given the node's /run, all of podman's containers are like this. */
  @Test
  void aConmonWhosePidIsNotToBeHadIsListed() throws IOException {
    try (Background conmon =
        Background.start(
            folder.resolve("conmon"),
            List.of(),
            folder,
            "echo ready; read line",
            "-c",
            ID,
            "-b",
            folder.resolve("bundle").toString(),
            "-p",
            folder.resolve("missing/pidfile").toString())) {
      assertUnobservable(Reason.STATE_INVALID, theOne());
    }
  }

  /** The process that a user's pid file names must be the conmon's own child. */
  @Test
  void aUsersConmonHasNoProcessButItsOwn() throws IOException {
    Path bundle = usersBundle();
    try (Background conmon = conmon(bundle, "echo $$ >\"$6\"; echo ready; exec sleep 1000")) {
      assertEquals(Map.of(), found());
    }
  }

  /**
   * Of any user: one thread reads its memory where nobody answers, and another would change what is
   * mapped, so that whoever asks for its arguments waits behind both.
   */
  @Test
  @Timeout(60)
  void aConmonThatDoesNotTellItsArgumentsHoldsNobodyUp() throws IOException {
    RealParts.command("python3");
    Path silent = Path.of("../src-test-fixtures/processes/silent.py").toAbsolutePath();
    String script = "exec unshare --mount python3 \"$1\" -c silent -b /b -p /p\n";
    try (Background process =
        Background.start(folder.resolve("x"), List.of(), folder, script, silent.toString())) {
      RealParts.need("FUSE", process.isReady(), process.said());

      found();
      long begun = System.nanoTime();
      found();

      assertTrue(System.nanoTime() - begun < Duration.ofSeconds(5).toNanos());
    }
  }

  @Test
  void aShimThatIsNotRootIsNone() throws IOException {
    Path bundles = shimBundles();
    try (Background shim = shim(NOBODY, bundles)) {
      assertEquals(Map.of(), found());
    }
  }

  @Test
  void aShimThatIsRootInANamespaceOfAUsersIsNone() throws IOException {
    Path bundles = shimBundles();
    try (Background shim = shim(NOBODYS_NAMESPACE, bundles)) {
      assertEquals(Map.of(), found());
    }
  }

  /** A FIFO would block who reads it, and a long file would take all memory. */
  @Test
  void aBundleThatCannotBeReadHidesNeitherItselfNorOthers() throws IOException {
    Path bundles = shimBundles();
    Map<String, Status> expected = new TreeMap<>();
    for (String name : List.of("fifo", "folder", "garbage", "huge", "link", "missing")) {
      expected.put(name, Status.UNOBSERVABLE);
      Files.createDirectory(bundles.resolve(name));
    }
    expected.put("dw-shim", Status.UNOBSERVABLE);
    Commands.run("mkfifo", bundles.resolve("fifo/config.json").toString());
    Files.createDirectory(bundles.resolve("folder/config.json"));
    write(bundles.resolve("garbage/config.json"), "{\"root\": {\"path\": 1}}");
    Commands.run("truncate", "-s", "10G", bundles.resolve("huge/config.json").toString());
    Files.createSymbolicLink(bundles.resolve("link/config.json"), Path.of("/etc/shadow"));
    try (Background shim = shim(List.of(), bundles)) {
      Map<String, ContainerReport> found = found();

      assertEquals(expected.keySet(), found.keySet());
      found.values().forEach(report -> assertUnobservable(Reason.STATE_INVALID, report));
      found
          .values()
          .forEach(r -> assertEquals(ContainerRuntime.CONTAINERD, r.container().runtime()));
    }
  }

  @Test
  void aBundleWithABrokenPidFileIsListedByItsShim() throws IOException {
    Path bundles = shimBundles();
    try (Background shim = shim(List.of(), bundles)) {
      Files.delete(bundles.resolve("dw-shim/init.pid"));
      Commands.run("mkfifo", bundles.resolve("dw-shim/init.pid").toString());
      assertUnobservable(Reason.STATE_INVALID, found().get("dw-shim"));

      Files.delete(bundles.resolve("dw-shim/init.pid"));
      write(bundles.resolve("dw-shim/init.pid"), "-1");
      assertUnobservable(Reason.STATE_INVALID, found().get("dw-shim"));
    }
  }

  /** A set-uid program is root, whoever called it, by whatever name and wherever. */
  @Test
  void aShimThatWorksForAnotherThanRootIsNone() throws IOException {
    Path bundles = shimBundles();
    Commands.run("chown", "65534", bundles.toString());
    try (Background shim = shim(List.of(), bundles)) {
      assertEquals(Map.of(), found());
    }
  }

  @Test
  void aBundleThatIsNotRootsIsNotRead() throws IOException {
    Path bundles = shimBundles();
    Files.createDirectory(bundles.resolve("dw-another"));
    Commands.run("chown", "65534", bundles.resolve("dw-another").toString());
    try (Background shim = shim(List.of(), bundles)) {
      assertEquals(Set.of("dw-shim"), found().keySet());
    }
  }

  @Test
  void aBundleOfAnotherProcessIsNoContainer() throws IOException {
    Path bundles = shimBundles();
    try (Background shim = shim(List.of(), bundles)) {
      write(bundles.resolve("dw-shim/init.pid"), Long.toString(ProcessHandle.current().pid()));
      assertEquals(Map.of(), found());
    }
  }

  /** A virtual machine's containers have no process on the host, and so no pid file. */
  @Test
  void aContainerInAVirtualMachineIsListedByItsShim() throws IOException {
    Path bundles = shimBundles();
    Files.createDirectory(bundles.resolve("dw-other"));
    write(
        bundles.resolve("dw-other/config.json"),
        """
        {"root": {"path": "rootfs"},
         "annotations": {"io.kubernetes.cri.sandbox-id": "dw-shim"}}
        """);
    Path kata = folder.resolve("containerd-shim-kata-v2");
    Commands.run("sh", "-c", "cp \"$(command -v sleep)\" " + kata);
    try (Background shim =
        Background.start(
            folder.resolve("start"),
            List.of(),
            bundles.resolve("dw-shim"),
            "echo ready; exec " + kata + " 1000")) {
      Map<String, ContainerReport> found = awaited(2);

      assertEquals(Set.of("dw-shim", "dw-other"), found.keySet());
      found.values().forEach(report -> assertUnobservable(Reason.SANDBOXED, report));
    }
  }

  /** A process says that it is ready before it takes its last name. */
  private Map<String, ContainerReport> awaited(int count) throws IOException {
    Map<String, ContainerReport> found = found();
    while (found.size() < count) {
      found = found();
    }
    return found;
  }

  /** Nobody looks after it, and only its control group, which is root's to name, tells of it. */
  @Test
  void aContainerThatNobodyLooksAfterIsListed() throws IOException {
    RealParts.command("busybox");
    Path root = Files.createDirectory(folder.resolve("root"));
    Commands.run("sh", "-c", "cp \"$(command -v busybox)\" " + root);
    Path group = Path.of(cgroups()).resolve(ID);
    String script =
        "echo $$ >\"$1\"/cgroup.procs && echo ready; exec chroot \"$2\" /busybox sleep 1000";
    Files.createDirectory(group);
    try (Background process =
        Background.start(
            folder.resolve("stranger"),
            List.of("unshare", "--mount"),
            folder,
            script,
            group.toString(),
            root.toString())) {
      RealParts.need("cgroups to be made", process.isReady(), process.said());
      ContainerReport report = awaited(1).get(ID);

      assertEquals(ContainerRuntime.UNKNOWN, report.container().runtime());
      assertUnobservable(Reason.LAYERS_UNVERIFIED, report);
    } finally {
      Files.delete(group);
    }
  }

  private static String cgroups() throws IOException {
    return Commands.run("findmnt", "--noheadings", "--output=TARGET", "--types=cgroup2")
        .lines()
        .findFirst()
        .orElseThrow();
  }

  private Path usersBundle() throws IOException {
    Path user = Files.createDirectory(folder.resolve("user"));
    for (String name : List.of("upper", "lower", "work", "merged")) {
      Files.createDirectory(user.resolve(name));
    }
    Path bundle = Files.createDirectories(user.resolve("containers/" + ID + "/userdata"));
    write(
        bundle.resolve("config.json"),
        "{\"root\": {\"path\": \"%s\"}}".formatted(user.resolve("merged")));
    Commands.run("chown", "-R", "65534:65534", user.toString());
    return bundle;
  }

  private Background conmon(Path bundle, String first) throws IOException {
    return ready(
        "overlays of ordinary users",
        Background.start(
            folder.resolve("conmon"),
            NOBODYS_NAMESPACE,
            folder.resolve("user"),
            CONMON.formatted(first),
            "-c",
            ID,
            "-b",
            bundle.toString(),
            "-p",
            folder.resolve("user/pidfile").toString()));
  }

  private static Background ready(String part, Background process) {
    if (!process.isReady()) {
      process.close();
    }
    RealParts.need(part, process.isReady(), process.said());
    return process;
  }

  /** A folder of bundles as a shim has it, with the one that the shim was started for. */
  private Path shimBundles() throws IOException {
    Path bundles = Files.createDirectory(folder.resolve("k8s.io"));
    Files.createDirectory(bundles.resolve("dw-shim"));
    Files.setPosixFilePermissions(bundles, PosixFilePermissions.fromString("rwxrwxrwx"));
    return bundles;
  }

  /** Starts a process for every bundle and notes its pid there. */
  private Background shim(List<String> wrapper, Path bundles) throws IOException {
    String script =
        """
        for bundle in ../*; do sleep 1000 & echo $! >$bundle/init.pid; done
        echo ready
        wait
        """;
    Commands.run("chmod", "-R", "a+rwX", bundles.toString());
    return ready(
        "processes of ordinary users",
        Background.start(
            folder.resolve("containerd-shim-runc-v2"),
            wrapper,
            bundles.resolve("dw-shim"),
            script));
  }

  private ContainerReport theOne() throws IOException {
    Map<String, ContainerReport> found = found();
    assertEquals(List.of(ID), List.copyOf(found.keySet()));
    return found.get(ID);
  }

  /** Containers of our making; the machine may have others. */
  private Map<String, ContainerReport> found() throws IOException {
    Map<String, ContainerReport> found = new TreeMap<>();
    try (Discovery discovery = Discovery.ofRuntimes(host)) {
      for (RunningContainer container : discovery.containers()) {
        String id = container.container().id();
        if (id.equals(ID) || Files.exists(folder.resolve("k8s.io").resolve(id))) {
          found.put(id, ContainerScanner.locate(host, container));
        }
      }
    }
    return found;
  }

  private static void assertUnobservable(Reason reason, ContainerReport report) {
    assertEquals(Status.UNOBSERVABLE, report.status());
    assertEquals(reason, report.reason().orElseThrow());
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
  }
}
