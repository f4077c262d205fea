package io.driftwatch.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.file.Reason;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.NodeReport;
import io.driftwatch.report.Status;
import io.driftwatch.testing.Golden;
import io.driftwatch.testing.JsonSchema;
import io.driftwatch.testing.RandomReports;
import io.driftwatch.testing.SampleFile;
import io.driftwatch.testing.SampleNode;
import io.driftwatch.testing.Samples;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class JsonReportTest {

  @Test
  void aNodeWithSomeOfEverything() throws IOException {
    ContainerReport unseen =
        Samples.unseen(Samples.docker("vfs", "busybox"), Status.UNOBSERVABLE, Reason.NOT_OVERLAY);
    NodeReport report =
        Samples.node(
            SampleNode.brokenInto(), SampleNode.partlySeen(), SampleNode.immutable(), unseen);

    Golden.assertSame("scan.json", Outputs.json(report));
  }

  @Test
  void everyReportKeepsToTheSchema() throws IOException {
    JsonSchema schema = JsonSchema.scan();
    for (int seed = 0; seed < 200; seed++) {
      JsonNode json = json(new RandomReports(seed).next());
      assertEquals(List.of(), schema.violations(json), "seed " + seed);
    }
    assertEquals(List.of(), schema.violations(json(SampleNode.scan())));
  }

  @Test
  void aNodeWithoutContainersIsComplete() throws IOException {
    JsonNode json = json(Samples.node());

    assertTrue(json.get("complete").booleanValue());
    assertEquals("[]", json.get("containers").toString());
  }

  @Test
  void oneContainerThatWasNotLookedAtMakesAllIncomplete() throws IOException {
    ContainerReport unseen =
        Samples.unseen(Samples.docker("a", "b"), Status.FAILED, Reason.VANISHED);
    ContainerReport seen = Samples.report(Samples.docker("a", "b")).build();

    assertTrue(json(Samples.node(seen, seen)).get("complete").booleanValue());
    assertFalse(json(Samples.node(seen, unseen)).get("complete").booleanValue());
  }

  @Test
  void whatIsNotKnownIsNull() throws IOException {
    Container bare =
        new Container(
            "id",
            "name",
            ContainerRuntime.UNKNOWN,
            1,
            Samples.STARTED,
            Optional.empty(),
            Image.UNKNOWN,
            false);
    JsonNode json =
        json(Samples.node(Samples.unseen(bare, Status.FAILED, Reason.STATE_INVALID)))
            .at("/containers/0");

    assertTrue(json.get("pod").isNull());
    assertTrue(json.get("rootfs").isNull());
    assertEquals("{\"reference\":null,\"id\":null,\"digest\":null}", json.get("image").toString());
    assertEquals("state-invalid", json.get("reason").textValue());
  }

  @Test
  void countsGoOnWhereDetailsEnd() throws IOException {
    JsonNode json = json(Samples.node(Reports.withOmitted(7))).at("/containers/0");

    assertEquals(8, json.at("/counts/added").longValue());
    assertEquals(7, json.get("omittedFindings").longValue());
    assertEquals(1, json.get("findings").size());
  }

  @Test
  void longAttributesAreTheirLengthAndDigest() throws IOException {
    SampleFile file =
        SampleFile.text("")
            .xattr("user.b", new byte[] {'o', 'k', (byte) 0xff, '\n'})
            .xattr("user.a\u202e", new byte[257])
            .netRaw();
    JsonNode now =
        json(Samples.node(Reports.of(r -> r.added("/a", file)))).at("/containers/0/findings/0/now");

    assertEquals("cap_net_raw=ep", now.get("capability").textValue());
    assertEquals(
        "user.a\\xe2\\x80\\xae=<257 bytes, sha256:"
            + "6c934d0cdf9dba94b474d6d1929f16739bd9a8ed31d0c3bcaf82c283fb7a3568>",
        now.at("/xattrs/0").textValue());
    assertEquals("user.b=ok\\xff\\x0a", now.at("/xattrs/1").textValue());
  }

  private static JsonNode json(NodeReport report) throws IOException {
    return new ObjectMapper().readTree(Outputs.json(report));
  }
}
