package io.driftwatch.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.ContainerSpec;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import io.driftwatch.discover.HostIds;
import io.driftwatch.discover.Root;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.discover.Volume;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.OwnerMap;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.testing.FakeNode;
import io.driftwatch.testing.RealParts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was in a volume before its container's own time, by the folders on the node. */
@Timeout(60)
final class BeforeStartTest {

  private static final String POD = "/var/lib/kubelet/pods/0b5e8f0e-1111-4222-8333-01a1fd7926ff";
  private static final String SANDBOX = "/var/lib/containerd/sandboxes/" + "5a".repeat(32);
  private static final String LONE = "/var/lib/docker/containers/" + "1b".repeat(32);

  @TempDir private Path folder;
  private FakeNode node;

  /** Names of files that programs in volumes stand for, in the order in which they came. */
  private final List<String> programs = new ArrayList<>();

  @BeforeEach
  void needBirthTimes() throws IOException {
    node = new FakeNode(folder);
    try (HostRoot host = node.open();
        Directory root = host.openDirectory(FilePath.ROOT)) {
      RealParts.need("times of birth", root.birth().isPresent(), "another file system in /tmp");
    }
  }

  @Test
  void whatCameBeforeThePodsContainerWasFirstMadeIsOthers() throws IOException {
    node.with(SANDBOX);
    program("of-init");
    attempt("app", 1);
    program("dropped");
    attempt("app", 2);
    program("after");

    assertEquals(List.of("of-init"), before(pod("app"), Instant.now()));
  }

  @Test
  void whatInitContainersDoOnceMoreInAnotherSandboxIsTheirs() throws IOException {
    attempt("app", 1);
    program("dropped");
    node.with(SANDBOX);
    program("of-init-again");
    attempt("app", 2);
    program("after");
    attempt("app", 3);
    program("later");

    assertEquals(List.of("of-init-again"), before(pod("app"), Instant.now()));
  }

  @Test
  void whatAContainerThatIsNoInitContainerPutThereIsThePodsOwn() throws IOException {
    attempt("init", 1);
    program("of-init");
    attempt("first", 1);
    program("of-first");
    attempt("app", 1);

    assertEquals(
        List.of("of-init", "of-first"), before(pod("app"), Instant.now()), "as far as is known");
    Container known = pod("app").with(specification("init"));
    assertEquals(List.of("of-init"), before(known, Instant.now()));
  }

  @Test
  void aSidecarsTimeBeginsWithItself() throws IOException {
    program("of-init");
    attempt("sidecar", 1);
    program("meanwhile");
    attempt("app", 1);

    Container sidecar = pod("sidecar").with(specification("sidecar"));
    assertEquals(List.of("of-init"), before(sidecar, Instant.now()));
    Container app = pod("app").with(specification("sidecar"));
    assertEquals(List.of("of-init", "meanwhile"), before(app, Instant.now()));
  }

  @Test
  void aContainerThatIsNoPodsIsAsOldAsItsRuntimesFolder() throws IOException {
    program("before");
    node.with(LONE);
    program("dropped");

    Container lone = container("lone", Optional.empty());
    assertEquals(List.of("before"), before(lone, LONE, List.of(), Instant.now()));
  }

  @Test
  void withoutAFolderOfItsOwnTheProcessCounts() throws IOException {
    program("before");
    Instant started = Instant.now();
    program("after");

    assertEquals(List.of("before"), before(pod("app"), SANDBOX, List.of(), started));
  }

  /** Else a clock that was set back would make what comes later older than the container. */
  @Test
  void aProcessThatIsOlderThanItsFolderCounts() throws IOException {
    Instant started = Instant.now();
    program("dropped");
    attempt("app", 1);

    assertEquals(List.of(), before(pod("app"), started));
  }

  private void program(String name) throws IOException {
    tick();
    node.with("/volume/" + name, new byte[0]);
    programs.add(name);
    tick();
  }

  /** The kubelet makes a container. */
  private void attempt(String container, int attempt) throws IOException {
    tick();
    node.with(POD + "/containers/" + container + "/0000000" + attempt, new byte[0]);
    tick();
  }

  /** Two of the clock that files' times are of. */
  private static void tick() {
    try {
      Thread.sleep(21);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> before(Container container, Instant started) throws IOException {
    FilePath log = FilePath.of(POD + "/containers/" + container.name() + "/00000001");
    Volume.OnHost file =
        new Volume.OnHost(log.parent(), log, container.pod().map(pod -> pod.uid()));
    Volume volume = new Volume(FilePath.of("/dev/termination-log"), Optional.of(file));
    return before(container, SANDBOX, List.of(volume), started);
  }

  private List<String> before(
      Container container, String runtimesFolder, List<Volume> volumes, Instant started)
      throws IOException {
    try (HostRoot host = node.open();
        Directory volume = host.openDirectory(FilePath.of("/volume"))) {
      Root root =
          new Root.OfRuntime(
              null,
              FilePath.of("/rootfs"),
              List.of(),
              volumes,
              Optional.of(FilePath.of(runtimesFolder)),
              OwnerMap.IDENTITY,
              Optional.<HostIds>empty());
      BeforeStart beforeStart =
          BeforeStart.of(new RunningContainer(started(container, started), null, root), host);
      List<String> had = new ArrayList<>();
      for (String program : programs) {
        if (beforeStart.had(volume.find(FilePath.of(program).bytes()).orElseThrow())) {
          had.add(program);
        }
      }
      return had;
    }
  }

  private static Container pod(String name) {
    return container(name, Optional.of(new Pod("default", "p", Path.of(POD).getFileName() + "")));
  }

  private static Container container(String name, Optional<Pod> pod) {
    return new Container(
        "1b".repeat(32),
        name,
        ContainerRuntime.CONTAINERD,
        1,
        Instant.EPOCH,
        pod,
        Image.UNKNOWN,
        false);
  }

  private static Container started(Container of, Instant at) {
    Container started =
        new Container(of.id(), of.name(), of.runtime(), 1, at, of.pod(), of.image(), false);
    return of.spec().map(started::with).orElse(started);
  }

  private static ContainerSpec specification(String initContainer) {
    return new ContainerSpec(
        "image",
        null,
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        ContainerSpec.Resources.NONE,
        Set.of(),
        Set.of(initContainer),
        false);
  }
}
