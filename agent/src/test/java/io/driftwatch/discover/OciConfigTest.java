package io.driftwatch.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.container.OciProcess;
import io.driftwatch.discover.ToldMount.MountKind;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.IdMap;
import io.driftwatch.file.OwnerMap;
import io.driftwatch.file.Printable;
import io.driftwatch.file.Reason;
import io.driftwatch.locate.Recording;
import io.driftwatch.testing.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a runtime was told to run. */
final class OciConfigTest {

  @Test
  void readsAContainerOfAPod() throws CannotLookException {
    assertEquals(
        new OciConfig(
            FilePath.of("rootfs"),
            false,
            List.of(
                told(MountKind.KERNEL, "/proc"),
                told(MountKind.TREE, "/dev"),
                told(MountKind.KERNEL, "/dev/pts"),
                told(MountKind.KERNEL, "/dev/mqueue"),
                told(MountKind.KERNEL, "/sys"),
                told(MountKind.CGROUP, "/sys/fs/cgroup"),
                told(MountKind.PART, "/etc/hosts"),
                told(MountKind.PART, "/dev/termination-log"),
                told(MountKind.PART, "/etc/hostname"),
                told(MountKind.PART, "/etc/resolv.conf"),
                told(MountKind.PART, "/dev/shm"),
                told(MountKind.PART, "/var/run/secrets/kubernetes.io/serviceaccount")),
            List.of(
                tmpfs("/dev"), ofSandbox("hostname"), ofSandbox("resolv.conf"), tmpfs("/dev/shm")),
            Optional.of(ofSandbox("hostname").onHost().orElseThrow().folder()),
            Map.of(
                "io.kubernetes.cri.container-name", "httpd",
                "io.kubernetes.cri.container-type", "container",
                "io.kubernetes.cri.image-name", "localhost/lab/httpd:1",
                "io.kubernetes.cri.sandbox-id",
                    "bf9ee7bf3391661cf0eea8ae256c40048f6d035da72e337a24019f2583582961",
                "io.kubernetes.cri.sandbox-name", "web",
                "io.kubernetes.cri.sandbox-namespace", "team-purple",
                "io.kubernetes.cri.sandbox-uid", "0b5e8f0e-1111-4222-8333-01a1fd7926ff"),
            OwnerMap.IDENTITY,
            Optional.empty()),
        recorded("cri-container"));
  }

  @ParameterizedTest
  @CsvSource({
    "tmpfs,   nosuid,       TREE",
    "tmpfs,   rslave,       TREE",
    "overlay, lowerdir=/x,  TREE",
    "sysfs,   ro,           KERNEL",
    "cgroup2, ro,           CGROUP",
    "bind,    'rbind,ro',   PART",
    "none,    'bind,rprivate', PART",
    "tmpfs,   rbind,        PART",
    "bind,    'rbind,rslave', PROPAGATED_PART",
  })
  void aMountIsAPartOfTheHostByItsOptions(String type, String options, MountKind expected)
      throws CannotLookException {
    String mount =
        """
        {"root": {"path": "/x"}, "mounts": [
          {"destination": "/m", "type": "%s", "source": "/s", "options": ["%s"]}]}
        """;
    assertEquals(
        List.of(told(expected, "/m")),
        parse(mount.formatted(type, options.replace(",", "\", \""))).mounts());
  }

  @Test
  void maskedAndReadOnlyPathsAreMountsToo() throws CannotLookException {
    assertEquals(
        paths(
            "/proc",
            "/dev",
            "/dev/pts",
            "/dev/mqueue",
            "/sys",
            "/dev/shm",
            "/etc/resolv.conf",
            "/proc/acpi",
            "/proc/asound",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/sys/firmware",
            "/sys/devices/virtual/powercap",
            "/proc/scsi",
            "/proc/bus",
            "/proc/fs",
            "/proc/irq",
            "/proc/sys",
            "/proc/sysrq-trigger"),
        destinations(recorded("cri-sandbox")));
  }

  @Test
  void aSandboxIsReadOnly() throws CannotLookException {
    assertEquals(true, recorded("cri-sandbox").readOnly());
    assertEquals(false, recorded("docker").readOnly());
  }

  @Test
  void aUserNamespaceMapsOwners() throws CannotLookException {
    IdMap map = new IdMap(List.of(new IdMap.Range(0, 231072, 65536)));

    assertEquals(new OwnerMap(map, map), recorded("cri-userns").owners());
    assertEquals(new OwnerMap(map, map), recorded("podman-uidmap").owners());
  }

  @Test
  void readsWhatTheProcessMayDo() throws CannotLookException {
    OciProcess told = recorded("podman").confinement().orElseThrow();

    assertEquals(List.of("sleep", "1000000"), told.argv());
    assertEquals(0, told.uid());
    assertEquals(11, told.capabilities().size());
    assertTrue(told.capabilities().contains("CAP_CHOWN"));
    assertTrue(told.mayGainPrivileges());
    assertFalse(told.privileged(), "its kernel files are masked");
    assertEquals(Optional.empty(), recorded("docker").confinement(), "cut out of the recording");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'bounding':['CAP_SYS_ADMIN'] | {} | true",
        "'bounding':['CAP_SYS_ADMIN'] | {'maskedPaths':null,'readonlyPaths':[]} | true",
        "'bounding':['CAP_SYS_ADMIN'] | {'maskedPaths':['/proc/kcore']} | false",
        "'bounding':['CAP_SYS_ADMIN'] | {'readonlyPaths':['/proc/sys']} | false",
        "'bounding':['CAP_CHOWN'] | {} | false",
        "'effective':['CAP_SYS_ADMIN'] | {} | false",
      })
  void aPrivilegedContainerHasNothingMasked(String capabilities, String linux, boolean privileged)
      throws CannotLookException {
    OciConfig config =
        parse(
            "{'root':{'path':'r'},'process':{'user':{'uid':1,'gid':2},'noNewPrivileges':true,"
                + "'capabilities':{"
                + capabilities
                + "}},'linux':"
                + linux
                + "}");

    OciProcess told = config.confinement().orElseThrow();
    assertEquals(privileged, told.privileged());
    assertFalse(told.mayGainPrivileges());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "[]",
        "{'user':{'uid':'0'}}",
        "{'user':{'uid':-1}}",
        "{'user':{'uid':4294967296}}",
      })
  void aProcessWithoutAUserIsNotKnown(String process) throws CannotLookException {
    assertEquals(
        Optional.empty(), parse("{'root':{'path':'r'},'process':" + process + "}").confinement());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'args':[] | /",
        "'cwd':'' | /",
        "'cwd':'/srv/app/' | /srv/app",
        "'cwd':'/srv/../app/./x' | /app/x",
      })
  void tellsWhereTheProcessStarts(String cwd, String expected) throws CannotLookException {
    String process = "{'root':{'path':'r'},'process':{'user':{'uid':0,'gid':0},%s}}";
    assertEquals(
        FilePath.of(expected),
        parse(process.formatted(cwd)).confinement().orElseThrow().workingDirectory());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'LD_LIBRARY_PATH=/opt/lib:/opt/x/../lib64' | /opt/lib /opt/lib64",
        "'PYTHONPATH=/app','NODE_PATH=/srv/node'    | /app /srv/node",
        "'PERL5LIB=','RUBYLIB=rel:.','PATH=/bin'     | \"\"",
        "'LD_LIBRARY_PATH','X=/x',7,null,{}         | \"\"",
      })
  void tellsWhereLibrariesAndModulesAreLookedFor(String env, String expected)
      throws CannotLookException {
    String process = "{'root':{'path':'r'},'process':{'user':{'uid':0,'gid':0},'env':[%s]}}";
    assertEquals(
        expected,
        parse(process.formatted(env)).confinement().orElseThrow().searchPath().stream()
            .map(FilePath::toString)
            .sorted()
            .collect(Collectors.joining(" ")));
  }

  @Test
  void aLongSearchPathIsBounded() throws CannotLookException {
    String process = "{'root':{'path':'r'},'process':{'user':{'uid':0,'gid':0},'env':['%s']}}";
    String many =
        "PYTHONPATH="
            + IntStream.range(0, 2_000).mapToObj(i -> "/" + i).collect(Collectors.joining(":"));

    assertEquals(
        true,
        parse(process.formatted(many)).confinement().orElseThrow().searchPath().size() <= 256);
  }

  @Test
  void halfOfACommandIsNotKept() throws CannotLookException {
    String process = "{'root':{'path':'r'},'process':{'user':{'uid':0,'gid':0},'args':[%s]}}";

    assertEquals(
        List.of("a", "b"), parse(process.formatted("'a','b'")).confinement().orElseThrow().argv());
    assertEquals(List.of(), parse(process.formatted("'a',1")).confinement().orElseThrow().argv());
    assertEquals(
        List.of(),
        parse(process.formatted("'a','" + "b".repeat(40_000) + "'"))
            .confinement()
            .orElseThrow()
            .argv());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "4294967296", "1e3", "'0'", "null", "99999999999999999999", "{}"})
  void anIdThatIsNoneIsNoState(String id) {
    assertInvalid(
        bytes(
            "{'root':{'path':'r'},'linux':{'uidMappings':[{'containerID':0,'hostID':"
                + id
                + ",'size':1}]}}"));
  }

  @Test
  void dockersRootIsElsewhereAndItHasNoAnnotations() throws CannotLookException {
    OciConfig docker = recorded("docker");

    assertEquals(
        FilePath.of(
            "/var/lib/docker/overlay2/"
                + "76e52069bab83f897777bdb5186ae08edfc530dc2109087c7fb1dd645eeb7040/merged"),
        docker.rootPath());
    assertEquals(Map.of(), docker.annotations());
    assertEquals(Map.of(), recorded("ctr").annotations());
  }

  @Test
  void aDestinationIsAbsoluteAndNormalHoweverItIsWritten() throws CannotLookException {
    OciConfig config =
        parse(
            "{'root':{'path':'r'},"
                + "'mounts':[{'destination':'data'},{'destination':'//a/./b/../c/'}]}");

    assertEquals(paths("/data", "/a/c"), destinations(config));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'root':{'path':'r'}}",
        "{'mounts':null,'linux':null,'annotations':null,'root':{'path':'r','readonly':null}}",
        "{'mounts':{},'linux':[],'annotations':[],'root':{'path':'r'}}",
      })
  void whatIsNotThereIsEmpty(String json) throws CannotLookException {
    OciConfig config = parse(json);

    assertEquals(List.of(), destinations(config));
    assertEquals(Map.of(), config.annotations());
    assertEquals(false, config.readOnly());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'root':{}}", "{'root':{'path':null}}", "[]", "1", "null", ""})
  void aConfigurationWithoutARootIsNoState(String json) {
    assertInvalid(bytes(json));
  }

  @Test
  void whatIsNoJsonIsNoState() {
    byte[] whole = Recording.bytes("bundle/docker.json");
    assertInvalid("{".getBytes(StandardCharsets.UTF_8));
    assertInvalid("x".getBytes(StandardCharsets.UTF_8));
    assertInvalid(Arrays.copyOf(whole, whole.length / 2));
    assertInvalid(new byte[] {'"', (byte) 0xff, '"'});
  }

  @Test
  @Timeout(60)
  void jsonOfAnyDepthIsRefusedNotFollowed() {
    assertInvalid("[".repeat(4 << 20).getBytes(StandardCharsets.UTF_8));
    assertInvalid("{\"a\":".repeat(1 << 20).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @Timeout(60)
  void aNumberOfAnyLengthIsRefusedNotComputed() {
    String digits = "9".repeat(10 << 20);
    assertInvalid(bytes("{'root':{'path':'r'},'x':" + digits + "}"));
    assertInvalid(bytes("{'root':{'path':'r'},'x':0." + digits + "}"));
    assertInvalid(bytes("{'root':{'path':" + digits + "}}"));
  }

  @Test
  void aNumberOfAnySizeIsReadWhereItIsOfNoInterest() throws CannotLookException {
    assertEquals(
        FilePath.of("r"), parse("{'root':{'path':'r'},'x':1e999999999,'y':-0}").rootPath());
  }

  @Test
  void ofKeysThatAreThereTwiceTheLastCounts() throws CannotLookException {
    OciConfig config =
        parse("{'root':{'path':'a'},'annotations':{'k':'1','k':'2'},'root':{'path':'b'}}");

    assertEquals(FilePath.of("b"), config.rootPath());
    assertEquals(Map.of("k", "2"), config.annotations());
  }

  @Test
  void anAnnotationThatIsNoTextIsNone() throws CannotLookException {
    assertEquals(
        Map.of("t", "x", "", ""),
        parse(
                "{'root':{'path':'r'},'annotations':"
                    + "{'n':1,'z':null,'b':true,'o':{'t':'y'},'a':['y'],'t':'x','':''}}")
            .annotations());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'a\\u0000b'",
        "''",
        "null",
        "1",
        "true",
        "{}",
        "['/a']",
        "'\\u0000'",
        "'/a/\\u0000'"
      })
  void whatIsNoPathIsNoState(String path) {
    assertInvalid(bytes("{'root':{'path':" + path + "}}"));
    assertInvalid(bytes("{'root':{'path':'r'},'mounts':[{'destination':" + path + "}]}"));
    assertInvalid(bytes("{'root':{'path':'r'},'linux':{'maskedPaths':['/a'," + path + "]}}"));
  }

  @Test
  void aPathThatTheKernelWouldNotTakeIsNoState() throws CannotLookException {
    String longest = "/" + "a".repeat(4_094);
    assertInvalid(bytes("{'root':{'path':'" + longest + "a'}}"));
    assertInvalid(bytes("{'root':{'path':'r'},'mounts':[{'destination':'" + longest + "a'}]}"));

    assertEquals(FilePath.of(longest), parse("{'root':{'path':'" + longest + "'}}").rootPath());
  }

  @ParameterizedTest
  @CsvSource({
    "../../etc,      /etc",
    "/..,            /",
    "/a/../../../b,  /b",
    "/a/..,          /",
    "/./a//b/.,      /a/b",
    "/a/...,         /a/...",
  })
  void noDestinationLeadsOutOfTheContainer(String destination, String expected)
      throws CannotLookException {
    assertEquals(
        paths(expected),
        destinations(
            parse("{'root':{'path':'r'},'mounts':[{'destination':'" + destination + "'}]}")));
  }

  /** Java takes a mark that reverses the direction of text for a part of a word. */
  @Test
  void whyItIsNoJsonIsPrintable() {
    String why = assertThrows(CannotLookException.class, () -> parse("{a\u202eb")).getMessage();

    assertEquals(Printable.of(why.replace("\\x", "")), why.replace("\\x", ""));
  }

  private static void assertInvalid(byte[] json) {
    assertEquals(
        Reason.STATE_INVALID,
        assertThrows(CannotLookException.class, () -> OciConfig.parse(json)).reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cri-container", "cri-sandbox", "docker", "ctr"})
  @Timeout(60)
  void brokenTextIsReadOrRefused(String recording) {
    Mutations.feed(OciConfig::parse, Recording.bytes("bundle/" + recording + ".json"), 1, 3_000);
  }

  private static OciConfig recorded(String name) throws CannotLookException {
    return OciConfig.parse(Recording.bytes("bundle/" + name + ".json"));
  }

  private static OciConfig parse(String json) throws CannotLookException {
    return OciConfig.parse(bytes(json));
  }

  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static Volume tmpfs(String destination) {
    return new Volume(FilePath.of(destination), Optional.empty());
  }

  private static Volume ofSandbox(String file) {
    FilePath folder =
        FilePath.of(
            "/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/"
                + "bf9ee7bf3391661cf0eea8ae256c40048f6d035da72e337a24019f2583582961");
    Volume.OnHost onHost = new Volume.OnHost(folder, folder.resolve(file), Optional.empty());
    return new Volume(FilePath.of("/etc/" + file), Optional.of(onHost));
  }

  private static List<FilePath> paths(String... paths) {
    return Stream.of(paths).map(FilePath::of).toList();
  }

  private static ToldMount told(MountKind kind, String destination) {
    return new ToldMount(FilePath.of(destination), kind);
  }

  private static List<FilePath> destinations(OciConfig config) {
    return config.mounts().stream().map(ToldMount::destination).toList();
  }
}
