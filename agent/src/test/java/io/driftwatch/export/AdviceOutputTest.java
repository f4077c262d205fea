package io.driftwatch.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftwatch.advise.Advice;
import io.driftwatch.advise.Weakness;
import io.driftwatch.declare.DeclarationResult;
import io.driftwatch.declare.Effect;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.report.Ground;
import io.driftwatch.report.Immutability;
import io.driftwatch.report.Status;
import io.driftwatch.report.WrittenPlace;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.Golden;
import io.driftwatch.testing.JsonSchema;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.SampleAdvice;
import io.driftwatch.testing.Samples;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The board, the JSON and the patch that advice is printed as. */
final class AdviceOutputTest {

  private static final WrittenPlace CONF =
      new WrittenPlace(
          FilePath.of("/etc/nginx/conf.d"),
          Ground.SHARED,
          1,
          512,
          1,
          false,
          FilePath.of("/etc/nginx/conf.d/default.conf"),
          1_093,
          false);

  /** Two replicas that stand alike, and a container of each other kind. */
  private static List<Advice> ofANode() {
    WrittenPlace passwd =
        new WrittenPlace(
            FilePath.of("/etc"),
            Ground.SHARED,
            2,
            9_000,
            2,
            false,
            FilePath.of("/etc/passwd"),
            900_000,
            false);
    return List.of(
        web("web-1").advise(),
        web("web-2").advise(),
        SampleAdvice.ofDeployment("web-1", "mesh").user(1337).advise(),
        SampleAdvice.of(Samples.docker("builder", "debian:12"))
            .wrote(passwd)
            .declared(new DeclarationResult("process.args", "rm /bin/touch", Effect.DONE, ""))
            .advise(),
        SampleAdvice.of(Samples.docker("young", "young:1")).watched(Duration.ofSeconds(9)).advise(),
        new SampleAdvice(
                Samples.unseen(
                    Samples.docker("vfs", "busybox"), Status.UNOBSERVABLE, Reason.NOT_OVERLAY))
            .advise(),
        new SampleAdvice(Samples.readOnly(Samples.docker("closed", "closed:1")).build())
            .user(1000)
            .advise());
  }

  private static SampleAdvice web(String pod) {
    return SampleAdvice.ofDeployment(pod, "nginx")
        .spec(List.of("/data"), Set.of("data", "var-cache-nginx"), Set.of())
        .wrote(Ground.EMPTY, "/var/cache/nginx")
        .wrote(Ground.NEW, "/run/app")
        .wrote(CONF);
  }

  @Test
  void theBoard() throws IOException {
    StringBuilder out = new StringBuilder();
    new AdviceBoard(false).write(ofANode(), out);
    Golden.assertSame("advise-table.txt", out.toString());
    for (String line : out.toString().lines().toList()) {
      assertTrue(line.length() <= TerminalPage.COLUMNS, line);
    }
  }

  @Test
  void theJsonKeepsToItsSchema() throws IOException {
    StringWriter out = new StringWriter();
    new JsonAdvice().write("n1", Samples.STARTED, ofANode(), out);
    Golden.assertSame("advise.json", out.toString());
    assertEquals(
        List.of(), JsonSchema.advise().violations(new ObjectMapper().readTree(out.toString())));
  }

  @Test
  void theSchemasListsAreTheEnums() {
    JsonSchema schema = JsonSchema.advise();
    assertEquals(
        Stream.of(Immutability.values()).map(Immutability::id).toList(),
        schema.definition("verdict").known());
    assertEquals(
        Stream.of(Ground.values()).map(Ground::id).toList(), schema.definition("ground").known());
    assertEquals(
        Stream.of(Weakness.Kind.values()).map(Weakness.Kind::id).toList(),
        schema.definition("kind").known());
  }

  @Test
  void thePatchOfADeployment() throws IOException {
    List<Advice> pod =
        List.of(
            web("web-1").advise(), SampleAdvice.ofDeployment("web-1", "mesh").user(1337).advise());
    Golden.assertSame("advise-patch.yaml", patch(pod));
  }

  @Test
  void theOptionsForAClient() throws IOException {
    Advice advice =
        SampleAdvice.of(Samples.docker("web", "web:1"))
            .wrote(Ground.EMPTY, "/it's here")
            .wrote(CONF)
            .advise();
    String patch = patch(List.of(advice));
    assertTrue(
        patch.endsWith(
            "\ndocker run --read-only --volume /etc/nginx/conf.d"
                + " --tmpfs '/it'\\''s here:rw,size=16m' web:1\n"),
        patch);
  }

  /** The whole of it is pasted into a shell, comments included. */
  @Test
  void aShellRunsTheClientAndNothingElse(@TempDir Path folder) throws IOException {
    Path escaped = folder.resolve("escaped");
    SampleAdvice advice = SampleAdvice.of(Samples.docker("web", "web:1"));
    List<String> expected = new ArrayList<>(List.of("run", "--read-only"));
    for (String name :
        List.of(
            "a,b", "a b ", "-rf", "$(X)", "`X`", "';X;'", "\";X;\"", "#", "!!", "~", "*", "&X",
            "|X", ">X", "\u3000é")) {
      String path = "/srv/" + name.replace("X", "touch " + escaped);
      advice.wrote(Ground.EMPTY, path);
      expected.add("--tmpfs");
      expected.add(path + ":rw,size=16m");
    }
    for (String bad : List.of("/srv/\nX", "/srv/\u001b[2JX", "/srv/\u202eX", "/srv/a:b")) {
      String patch =
          patch(
              List.of(
                  SampleAdvice.of(Samples.docker("web", "web:1"))
                      .wrote(Ground.EMPTY, bad)
                      .advise()));
      assertTrue(patch.lines().allMatch(line -> line.startsWith("# ")), patch);
    }
    Path script = folder.resolve("script");
    Files.writeString(
        script, "docker() { printf '%s\\n' \"$@\"; }\n" + patch(List.of(advice.advise())));

    String printed = Commands.attempt(new ProcessBuilder("sh", "" + script)).output();
    String words =
        new String(printed.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    expected.add("web:1");
    assertEquals(sorted(expected), sorted(words.lines().toList()));
    assertFalse(Files.exists(escaped));
  }

  private static List<String> sorted(List<String> words) {
    return words.stream().sorted().toList();
  }

  @Test
  void whatIsNotReadyIsLeftOut() throws IOException {
    Advice advice =
        SampleAdvice.ofDeployment("web-1", "nginx").wrote(Ground.EMPTY, "/etc").advise();
    String patch = patch(List.of(advice));
    assertFalse(patch.contains("readOnlyRootFilesystem"), patch);
    assertTrue(patch.lines().allMatch(line -> line.startsWith("#")), patch);
  }

  /** kubectl itself merges what is printed, and takes the strangest names as they are. */
  @Test
  void kubectlMergesItAndKeepsWhatThereIs(@TempDir Path folder) throws IOException {
    RealParts.command("kubectl");
    Path manifest = folder.resolve("web.yaml");
    Files.writeString(
        manifest,
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              initContainers:
              - {name: first, image: "first:1"}
              containers:
              - name: nginx
                image: nginx:1
                securityContext: {runAsUser: 101}
                volumeMounts:
                - {name: data, mountPath: /data}
              volumes:
              - {name: data, emptyDir: {}}
              - {name: var-cache-nginx, emptyDir: {}}
        """);
    String odd = "/a: b # {c} *d 'é\" $(X) %";
    FilePath path = FilePath.of(odd.replace(":", "").getBytes(StandardCharsets.UTF_8));
    Advice advice =
        web("web-1")
            .wrote(
                new WrittenPlace(path, Ground.SHARED, 1, 1, 0, false, path.resolve("x"), 9, false))
            .wrote(Ground.EMPTY, "/1e3")
            .wrote(Ground.EMPTY, "/0o17")
            .wrote(Ground.EMPTY, "/0b11")
            .advise();
    Advice debugger = SampleAdvice.ofDeployment("web-1", "debugger").ephemeral().advise();
    Path patch = folder.resolve("patch.yaml");
    Files.writeString(patch, patch(List.of(advice, debugger)));

    String bytes =
        Commands.run(
            "kubectl",
            "patch",
            "--local",
            "-f",
            manifest.toString(),
            "--type=strategic",
            "-p",
            Files.readString(patch),
            "-o",
            "json");

    String merged = new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    var spec = new ObjectMapper().readTree(merged).at("/spec/template/spec");
    assertEquals(1, spec.path("containers").size());
    var container = spec.at("/containers/0");
    assertEquals(101, container.at("/securityContext/runAsUser").asInt());
    assertTrue(container.at("/securityContext/readOnlyRootFilesystem").asBoolean());
    assertEquals(
        Set.of(
            "/data",
            "/var/cache/nginx",
            "/run/app",
            "/etc/nginx/conf.d",
            "/1e3",
            "/0o17",
            "/0b11",
            path.toString()),
        Set.copyOf(container.path("volumeMounts").findValuesAsText("mountPath")));
    assertEquals(9, Set.copyOf(spec.path("volumes").findValuesAsText("name")).size());
    assertEquals(3, spec.path("initContainers").size());
    assertTrue(merged.contains("$$(X)"), merged);
  }

  private static String patch(List<Advice> advice) throws IOException {
    StringBuilder out = new StringBuilder();
    PatchOutput.write(advice, out);
    return out.toString();
  }
}
