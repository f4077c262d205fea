package io.driftwatch.export;

import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.NodeReport;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;

/** What each writer makes of a report. */
final class Outputs {
  private Outputs() {}

  static String json(NodeReport report) throws IOException {
    StringWriter out = new StringWriter();
    new JsonReport().write(report, out);
    return out.toString();
  }

  static String jsonLines(NodeReport report) throws IOException {
    StringWriter out = new StringWriter();
    new JsonLines().write(report, out);
    return out.toString();
  }

  static String jsonList(List<ContainerReport> containers) throws IOException {
    StringWriter out = new StringWriter();
    new JsonContainerList().write(containers, out);
    return out.toString();
  }

  static String table(NodeReport report) throws IOException {
    StringBuilder out = new StringBuilder();
    new TableReport(false).write(report, out);
    return out.toString();
  }

  static String coloredTable(NodeReport report) throws IOException {
    StringBuilder out = new StringBuilder();
    new TableReport(true).write(report, out);
    return out.toString();
  }

  static String list(List<ContainerReport> containers) throws IOException {
    StringBuilder out = new StringBuilder();
    new ContainerTable().write(containers, out);
    return out.toString();
  }
}
