package io.driftwatch.export;

import io.driftwatch.compare.ChangeKind;
import io.driftwatch.container.Container;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import io.driftwatch.container.Rootfs;
import io.driftwatch.container.Workload;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Finding;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Counts;
import io.driftwatch.report.LookError;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A container as a JSON object. */
final class ContainerJson {

  private ContainerJson() {}

  /** Everything that is known of it. */
  static void write(ContainerReport report, JsonOutput json) throws IOException {
    json.startObject();
    writeAll(report, json);
    json.endObject();
  }

  /** The same, as a document of its own, which says what version it is. */
  static void writeDocument(ContainerReport report, JsonOutput json) throws IOException {
    json.startObject();
    json.number("schemaVersion", JsonReport.SCHEMA_VERSION);
    writeAll(report, json);
    json.endObject();
  }

  private static void writeAll(ContainerReport report, JsonOutput json) throws IOException {
    Container container = report.container();
    writeName(container, json);
    writePod(container.pod(), json);
    writeWorkload(container.pod().flatMap(Pod::workload), json);
    writeImage(container.image(), json);
    writeRootfs(report.rootfs(), json);
    writeStatus(report, json);
    writeErrors(report.errors(), json);
    writeCounts(report.counts(), json);
    json.number("writtenBytes", report.counts().writtenBytes());
    json.number("omittedFindings", report.omittedFindings());
    json.startArray("findings");
    for (Finding finding : report.findings()) {
      FindingJson.write(finding, json);
    }
    json.endArray();
  }

  /** Who it is and whether it can be observed, as fields of an object that the caller began. */
  static void writeIdentity(ContainerReport report, JsonOutput json) throws IOException {
    Container container = report.container();
    writeName(container, json);
    writePod(container.pod(), json);
    writeImage(container.image(), json);
    writeRootfs(report.rootfs(), json);
    writeStatus(report, json);
  }

  /** Who it is, as fields of an object that the caller began. */
  static void writeWho(Container container, JsonOutput json) throws IOException {
    writeName(container, json);
    writePod(container.pod(), json);
    writeWorkload(container.pod().flatMap(Pod::workload), json);
    writeImage(container.image(), json);
  }

  private static void writeName(Container container, JsonOutput json) throws IOException {
    json.text("id", container.id());
    json.text("name", container.name());
    json.text("runtime", container.runtime().id());
    json.number("pid", container.pid());
  }

  private static void writePod(Optional<Pod> pod, JsonOutput json) throws IOException {
    if (pod.isEmpty()) {
      json.nothing("pod");
      return;
    }
    json.startObject("pod");
    json.text("namespace", pod.get().namespace());
    json.text("name", pod.get().name());
    json.text("uid", pod.get().uid());
    json.endObject();
  }

  private static void writeWorkload(Optional<Workload> workload, JsonOutput json)
      throws IOException {
    if (workload.isEmpty()) {
      json.nothing("workload");
      return;
    }
    json.startObject("workload");
    json.text("type", workload.get().type());
    json.text("name", workload.get().name());
    json.endObject();
  }

  private static void writeImage(Image image, JsonOutput json) throws IOException {
    json.startObject("image");
    json.text("reference", image.reference());
    json.text("id", image.id());
    json.text("digest", image.digest());
    json.endObject();
  }

  private static void writeRootfs(Optional<Rootfs> rootfs, JsonOutput json) throws IOException {
    if (rootfs.isEmpty()) {
      json.nothing("rootfs");
      return;
    }
    json.startObject("rootfs");
    json.text("type", rootfs.get().type());
    json.flag("readOnly", rootfs.get().readOnly());
    json.path("upperdir", rootfs.get().upperdir());
    json.paths("lowerdirs", rootfs.get().lowerdirs());
    json.endObject();
  }

  private static void writeStatus(ContainerReport report, JsonOutput json) throws IOException {
    json.text("status", report.status().id());
    json.text("reason", report.reason().map(Reason::id).orElse(null));
  }

  private static void writeErrors(List<LookError> errors, JsonOutput json) throws IOException {
    json.startArray("errors");
    for (LookError error : errors) {
      json.startObject();
      json.path("path", Optional.of(error.path()));
      json.text("reason", error.reason().id());
      json.endObject();
    }
    json.endArray();
  }

  private static void writeCounts(Counts counts, JsonOutput json) throws IOException {
    json.startObject("counts");
    for (ChangeKind kind : ChangeKind.values()) {
      json.number(kind.id(), counts.changes(kind));
    }
    json.number("touched", counts.touched());
    json.number("mountpoints", counts.mountpoints());
    json.number("unreadable", counts.unreadable());
    json.endObject();
  }
}
