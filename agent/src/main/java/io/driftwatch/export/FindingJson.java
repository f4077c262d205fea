package io.driftwatch.export;

import io.driftwatch.compare.Aspect;
import io.driftwatch.compare.Change;
import io.driftwatch.compare.Side;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FileCapability;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileTime;
import io.driftwatch.file.FileType;
import io.driftwatch.judge.Excuse;
import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Trait;
import java.io.IOException;
import java.util.Optional;

/** A finding as a JSON object. */
final class FindingJson {

  private FindingJson() {}

  static void write(Finding finding, JsonOutput json) throws IOException {
    Change change = finding.change();
    json.startObject();
    json.path("path", Optional.of(change.path()));
    json.text("change", change.kind().id());
    json.text("type", change.type().id());
    // A set has no order of its own; a document that is compared with an older one needs one.
    json.words("differs", change.differs().stream().sorted().map(Aspect::id).toList());
    json.text("severity", finding.severity().id());
    json.text("disposition", finding.disposition().id());
    json.text("rule", finding.rule());
    json.words("techniques", finding.techniques());
    json.words("traits", finding.traits().stream().sorted().map(Trait::id).toList());
    writeExcuse(finding.excuse(), json);
    writeSide("image", change.image(), json);
    writeSide("now", change.now(), json);
    json.time("changedAt", change.changedAt().map(FileTime::toInstant).orElse(null));
    json.flag("stale", false);
    json.endObject();
  }

  private static void writeExcuse(Optional<Excuse> excuse, JsonOutput json) throws IOException {
    if (excuse.isEmpty()) {
      json.nothing("excusedBy");
      return;
    }
    json.startObject("excusedBy");
    json.text("kind", excuse.get().kind().id());
    json.text("source", excuse.get().source());
    json.text("owner", excuse.get().owner());
    json.text("reason", excuse.get().reason());
    json.text("until", excuse.get().until());
    json.endObject();
  }

  private static void writeSide(String field, Optional<Side> side, JsonOutput json)
      throws IOException {
    if (side.isEmpty()) {
      json.nothing(field);
      return;
    }
    FileStat stat = side.get().stat();
    json.startObject(field);
    json.text("mode", SideText.mode(stat));
    json.number("uid", stat.uid());
    json.number("gid", stat.gid());
    json.number("size", stat.size());
    json.text("sha256", side.get().digest().map(Digest::hex).orElse(null));
    json.path("target", side.get().target());
    json.text("rdev", isDevice(stat.type()) ? stat.rdev().toString() : null);
    json.text(
        "capability",
        side.get().attributes().capability().map(FileCapability::toString).orElse(null));
    json.words("xattrs", ExtendedAttributes.texts(side.get().attributes()));
    json.endObject();
  }

  private static boolean isDevice(FileType type) {
    return type == FileType.CHAR || type == FileType.BLOCK;
  }
}
