package io.driftwatch.export;

import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.NodeReport;
import java.io.IOException;
import java.io.Writer;

/**
 * A scan of a node as one JSON document. Its shape is a promise to other programs; {@code
 * scan.schema.json} beside this class describes it.
 */
public final class JsonReport {

  /**
   * Changes when a program that reads the document would have to; more fields and more words in a
   * list are no such change.
   */
  static final int SCHEMA_VERSION = 2;

  /** Writes the report to {@code out}, which stays open and should encode UTF-8. */
  public void write(NodeReport report, Writer out) throws IOException {
    try (JsonOutput json = JsonOutput.document(out)) {
      json.startObject();
      json.number("schemaVersion", SCHEMA_VERSION);
      json.text("node", report.node());
      json.time("startedAt", report.startedAt());
      json.seconds("durationSeconds", report.duration());
      json.flag("complete", report.isComplete());
      json.startArray("containers");
      for (ContainerReport container : report.containers()) {
        ContainerJson.write(container, json);
      }
      json.endArray();
      json.endObject();
      json.endLine();
    }
  }
}
