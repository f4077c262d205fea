package io.driftwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftwatch.compare.DigestPolicy;
import io.driftwatch.config.Configuration;
import io.driftwatch.config.ConfigurationFile;
import io.driftwatch.discover.Discovery;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.export.JsonReport;
import io.driftwatch.file.FilePath;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.Privileges;
import io.driftwatch.report.Counts;
import io.driftwatch.report.NodeReport;
import io.driftwatch.scan.NodeScanListener;
import io.driftwatch.scan.NodeScanSettings;
import io.driftwatch.scan.NodeScanner;
import io.driftwatch.testing.Background;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.Program;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.Scripts;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a configuration does to a scan of a container, below a shim that is a script. */
@Timeout(120)
final class ConfiguredScanIT {

  private static final String ID = "dw-configured";

  /** The process waits for a line, so that its pid is noted before it says that it is ready. */
  private static final String SHIM =
      Scripts.ENTER
          + """
      mount --make-rprivate /
      mount -t overlay -o lowerdir=$1/lower,upperdir=$1/upper,workdir=$1/work none rootfs
      mkfifo go
      enter rootfs "read line; $2" <go &
      echo $! >init.pid
      echo go >go
      wait
      """;

  private static final String WORK =
      "echo x >/srv/data/note; /busybox cp /busybox /srv/data/prog; echo x >/srv/other;"
          + " /busybox rm /etc/conf; /busybox mount -t tmpfs none /mnt;"
          + " /busybox cp /busybox /mnt/prog;"
          + " echo ready; exec /busybox sleep 1000";

  private static final String CONFIGURATION =
      """
      rules:
        - {name: our-srv, severity: info, change: added, path: /srv/other}
      annotations: {namespaces: [shop]}
      allow:
        - name: data
          container: dw-conf*
          path: /srv/data/**
          owner: shop team
          reason: uploads
          until: 2999-12-31
        - {name: mount, path: /mnt, owner: o, reason: r}
        - {name: program, path: /mnt/prog, owner: o, reason: r}
        - {name: over, path: /etc/conf, owner: o, reason: r, until: 2020-01-01}
        - {name: labelled, podLabels: {app: web}, path: /etc/conf, owner: o, reason: r}
        - {name: elsewhere, namespace: shop, owner: o, reason: r}
      """;

  private Path folder;
  private Path config;
  private Background shim;

  @BeforeEach
  void start() throws IOException {
    RealParts.overlayMounts();
    RealParts.command("busybox");
    RealParts.command("pivot_root");
    folder = Files.createTempDirectory(Path.of("/var/tmp"), "driftwatch-test");
    Path bundle = folder.resolve("k8s.io/" + ID);
    for (String name :
        List.of("lower/srv/data", "lower/etc", "lower/mnt", "lower/old", "upper", "work")) {
      Files.createDirectories(folder.resolve(name));
    }
    Files.createDirectories(bundle.resolve("rootfs"));
    Path busybox = Path.of(Commands.run("sh", "-c", "command -v busybox").strip());
    Files.copy(busybox, folder.resolve("lower/busybox"));
    Files.writeString(folder.resolve("lower/etc/conf"), "a setting\n");
    Files.writeString(
        bundle.resolve("config.json"),
        """
        {"root": {"path": "rootfs"}, "mounts": []}
        """);
    config = Files.writeString(folder.resolve("config.yaml"), CONFIGURATION);
    Path name = folder.resolve("containerd-shim-runc-v2");
    List<String> wrapper = List.of("unshare", "--mount");
    shim = Background.start(name, wrapper, bundle, SHIM, folder.toString(), WORK);
    assertEquals("", shim.said());
  }

  @AfterEach
  void end() throws IOException {
    if (shim != null) {
      shim.close();
    }
    if (folder != null) {
      Commands.run("rm", "-rf", "--one-file-system", folder.toString());
    }
  }

  private static Program.Run scan(String... options) throws IOException {
    String[] all = new String[options.length + 3];
    System.arraycopy(new String[] {"scan", "--container", ID}, 0, all, 0, 3);
    System.arraycopy(options, 0, all, 3, options.length);
    return Program.run(all);
  }

  @Test
  void findingsAreJudgedByTheFile() throws IOException {
    Program.Run run = scan("--config", config.toString(), "-o", "json", "--fail-on", "critical");
    Map<String, String> verdicts = new TreeMap<>();
    for (JsonNode finding : run.json().at("/containers/0/findings")) {
      verdicts.put(
          finding.get("path").asText(),
          finding.get("severity").asText()
              + " "
              + finding.get("rule").asText()
              + " "
              + finding.get("excusedBy"));
    }

    String mount = excuse("mount", "o", "r", "null");
    String data = excuse("data", "shop team", "uploads", "\"2999-12-31\"");
    assertEquals(
        Map.of(
            "/srv/data/note", "warning file-added " + data,
            "/srv/data/prog", "critical added-executable " + data,
            "/srv/other", "info our-srv null",
            "/etc/conf", "warning image-file-changed null",
            "/mnt", "critical undeclared-mount " + mount,
            "/mnt/prog", "critical executable-in-volume " + excuse("program", "o", "r", "null")),
        verdicts);
    assertEquals(0, run.status(), run.errors());
    assertEquals(1, scan("--fail-on", "critical").status());
  }

  private static String excuse(String source, String owner, String reason, String until) {
    return "{\"kind\":\"allowed\",\"source\":\"%s\",\"owner\":\"%s\",\"reason\":\"%s\",\"until\":%s}"
        .formatted(source, owner, reason, until);
  }

  @Test
  void volumesAreLookedThroughUnlessTheFileSaysNo() throws IOException {
    Files.writeString(
        folder.resolve("k8s.io/" + ID + "/config.json"),
        """
        {"root": {"path": "rootfs"}, "mounts": [{"destination": "/mnt", "type": "tmpfs"}]}
        """);

    assertEquals(List.of("/mnt/prog"), inVolumes(scan("-o", "json")));
    Files.writeString(config, "volumes: {executables: false}\n");
    assertEquals(List.of(), inVolumes(scan("-o", "json", "--config", config.toString())));
  }

  private static List<String> inVolumes(Program.Run run) throws IOException {
    List<String> paths = new ArrayList<>();
    for (JsonNode finding : run.json().at("/containers/0/findings")) {
      if (finding.get("rule").asText().equals("executable-in-volume")) {
        paths.add(finding.get("path").asText());
      }
    }
    return paths;
  }

  @Test
  void whatOnlyTheApiServerKnowsIsSaidOnce() throws IOException {
    Program.Run run = scan("--config", config.toString());

    assertEquals(
        1, run.errors().lines().filter(line -> line.contains("podLabels")).count(), run.errors());
    Files.writeString(config, "allow: [{path: /x, owner: o, reason: r}]\n");
    assertEquals("", scan("--config", config.toString()).errors());
  }

  /** As the agent takes it: from the file that it watches, with its own budget. */
  @Test
  void theAgentJudgesTheSame() throws Exception {
    JsonNode byHand =
        scan("--config", config.toString(), "-o", "json").json().at("/containers/0/findings");
    NodeReport report = agentReport();
    StringWriter json = new StringWriter();
    new JsonReport().write(report, json);

    assertEquals(6, byHand.size());
    assertEquals(byHand, new ObjectMapper().readTree(json.toString()).at("/containers/0/findings"));
    Counts counts = report.containers().get(0).counts();
    assertEquals(
        Map.of(
            "undeclared-mount", 1L,
            "executable-in-volume", 1L,
            "added-executable", 1L,
            "file-added", 1L,
            "image-file-changed", 1L,
            "our-srv", 1L,
            "data", 2L,
            "mount", 1L,
            "program", 1L),
        counts.ruleMatches());
  }

  private NodeReport agentReport() throws Exception {
    Configuration configuration = ConfigurationFile.load(config).current();
    try (HostRoot host = HostRoot.open(FilePath.ROOT);
        Discovery discovery = Discovery.ofRuntimes(host)) {
      NodeScanner scanner =
          new NodeScanner(
              host,
              "n1",
              configuration.policy(),
              Privileges.own(),
              NodeScanSettings.once(DigestPolicy.NEEDED, configuration.budget(), 1),
              Clock.systemUTC());
      List<RunningContainer> ours =
          discovery.containers().stream()
              .filter(container -> container.container().id().equals(ID))
              .toList();
      return scanner.scan(ours, NodeScanListener.NONE);
    }
  }

  @Test
  void aBudgetThatTheFileNamesHoldsForAScanToo() throws IOException {
    Files.writeString(config, "budgets: {entries: 2}\n");
    Program.Run run = scan("--config", config.toString(), "-o", "json", "--fail-on", "none");

    assertEquals("budget-entries", run.json().at("/containers/0/reason").asText());
    assertEquals(3, run.status());
  }

  @Test
  void aBadFileIsOneErrorThatSaysWhere() throws IOException {
    Files.writeString(config, "rules: []\nallow:\n  - path: /x\n    owner: o\n    reasn: r\n");
    Program.Run run = scan("--config", config.toString());

    assertEquals(2, run.status());
    assertEquals("", run.output());
    assertTrue(
        run.errors()
            .startsWith(
                "driftwatch: --config "
                    + config
                    + ": line 5: allow[0].reasn: there is no such key"),
        run.errors());
    assertEquals(1, run.errors().lines().count());
  }
}
