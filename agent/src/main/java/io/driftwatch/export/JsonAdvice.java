package io.driftwatch.export;

import io.driftwatch.advise.Advice;
import io.driftwatch.advise.Basis;
import io.driftwatch.advise.Obstacle;
import io.driftwatch.advise.ProposedMount;
import io.driftwatch.advise.Weakness;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Advice as one JSON document, of the version that {@link JsonReport} has. Its shape is a promise
 * to other programs; {@code advise.schema.json} beside this class describes it.
 */
public final class JsonAdvice {

  /** Writes the advice to {@code out}, which stays open and should encode UTF-8. */
  public void write(String node, Instant at, List<Advice> advice, Writer out) throws IOException {
    try (JsonOutput json = JsonOutput.document(out)) {
      json.startObject();
      json.number("schemaVersion", JsonReport.SCHEMA_VERSION);
      json.text("node", node);
      json.time("advisedAt", at);
      json.startArray("containers");
      for (Advice one : advice) {
        write(one, json);
      }
      json.endArray();
      json.endObject();
      json.endLine();
    }
  }

  private static void write(Advice advice, JsonOutput json) throws IOException {
    json.startObject();
    ContainerJson.writeWho(advice.container(), json);
    json.text("verdict", advice.verdict().id());
    json.words("reasons", advice.reasons());
    json.startArray("mounts");
    for (ProposedMount mount : advice.mounts()) {
      write(mount, json);
    }
    json.endArray();
    json.startArray("notByMount");
    for (Obstacle obstacle : advice.obstacles()) {
      write(obstacle, json);
    }
    json.endArray();
    json.words("cautions", advice.cautions());
    json.startArray("open");
    for (Weakness weakness : advice.weaknesses()) {
      json.startObject();
      json.text("kind", weakness.kind().id());
      json.words("details", weakness.details());
      json.endObject();
    }
    json.endArray();
    write(advice.basis(), json);
    json.endObject();
  }

  private static void write(ProposedMount mount, JsonOutput json) throws IOException {
    json.startObject();
    json.path("path", Optional.of(mount.path()));
    json.text("ground", mount.ground().id());
    json.number("paths", mount.files());
    json.path("example", Optional.of(mount.example()));
    json.number("bytes", mount.bytes());
    json.number("sizeLimitBytes", mount.sizeLimit());
    json.flag("programs", mount.programs());
    json.endObject();
  }

  private static void write(Obstacle obstacle, JsonOutput json) throws IOException {
    json.startObject();
    json.path("directory", obstacle.directory());
    json.number("paths", obstacle.paths());
    json.path("example", obstacle.example());
    json.word("because", obstacle.because());
    json.endObject();
  }

  private static void write(Basis basis, JsonOutput json) throws IOException {
    json.startObject("basis");
    json.time("since", basis.since());
    json.seconds("watchedSeconds", basis.watched());
    json.number("starts", basis.starts());
    json.number("replicas", basis.pods());
    json.flag("remembered", basis.remembered());
    json.words("unseen", basis.unseen());
    json.endObject();
  }
}
