package io.driftwatch.export;

import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.NodeReport;
import java.io.IOException;
import java.io.Writer;

/**
 * A scan of a node as lines of JSON: the containers of {@link JsonReport}, one on each line, with
 * the version in each and nothing around them.
 */
public final class JsonLines {

  /** Writes the report to {@code out}, which stays open and should encode UTF-8. */
  public void write(NodeReport report, Writer out) throws IOException {
    try (JsonOutput json = JsonOutput.lines(out)) {
      for (ContainerReport container : report.containers()) {
        ContainerJson.writeDocument(container, json);
        json.endLine();
      }
    }
  }
}
