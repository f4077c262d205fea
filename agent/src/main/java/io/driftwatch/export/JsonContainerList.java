package io.driftwatch.export;

import io.driftwatch.report.ContainerReport;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** The running containers as a JSON array: of each, who it is and whether it can be observed. */
public final class JsonContainerList {

  /** Writes the list to {@code out}, which stays open and should encode UTF-8. */
  public void write(List<ContainerReport> containers, Writer out) throws IOException {
    try (JsonOutput json = JsonOutput.document(out)) {
      json.startArray();
      for (ContainerReport container : containers) {
        json.startObject();
        ContainerJson.writeIdentity(container, json);
        json.endObject();
      }
      json.endArray();
      json.endLine();
    }
  }
}
