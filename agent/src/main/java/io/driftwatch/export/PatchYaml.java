package io.driftwatch.export;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import io.driftwatch.advise.PodPatch;
import io.driftwatch.advise.PodPatch.Closed;
import io.driftwatch.advise.PodPatch.EmptyDir;
import io.driftwatch.advise.PodPatch.Mount;
import io.driftwatch.advise.PodPatch.Seed;
import io.driftwatch.container.ContainerSpec.Resources;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A patch in YAML, to be merged strategically: lists by the names of what is in them, mounts by
 * their paths.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/">Update
 *     API objects in place</a>
 */
final class PatchYaml {

  /** Names that kubectl takes for numbers: 1e3 and 0o17 are some that Jackson does not know. */
  private static final class Quoting extends StringQuotingChecker.Default {
    private static final long serialVersionUID = 1;
    private static final Pattern NUMBER = Pattern.compile("[-+.]?[0-9][0-9A-Fa-fobxOBX_.+-]*");

    @Override
    public boolean needToQuoteValue(String value) {
      return super.needToQuoteValue(value) || NUMBER.matcher(value).matches();
    }
  }

  private static final YAMLFactory FACTORY =
      YAMLFactory.builder()
          .stringQuotingChecker(new Quoting())
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private final JsonGenerator yaml;

  private PatchYaml(JsonGenerator yaml) {
    this.yaml = yaml;
  }

  /** The patch as text that ends a line. */
  static String of(PodPatch patch, PatchTarget target) throws IOException {
    StringWriter out = new StringWriter();
    try (JsonGenerator yaml = FACTORY.createGenerator(out)) {
      new PatchYaml(yaml).write(patch, target);
    }
    String text = out.toString();
    return text.endsWith("\n") ? text : text + "\n";
  }

  private void write(PodPatch patch, PatchTarget target) throws IOException {
    yaml.writeStartObject();
    if (target.kind().isPresent()) {
      yaml.writeStringField("apiVersion", target.kind().get().apiVersion());
      yaml.writeStringField("kind", target.kind().get().name());
      yaml.writeObjectFieldStart("metadata");
      yaml.writeStringField("name", target.name());
      yaml.writeEndObject();
    }
    for (String field : target.fields()) {
      yaml.writeObjectFieldStart(field);
    }
    writeSpec(patch);
    for (int i = 0; i < target.fields().size(); i++) {
      yaml.writeEndObject();
    }
    yaml.writeEndObject();
  }

  private void writeSpec(PodPatch patch) throws IOException {
    List<Closed> inits = patch.containers().stream().filter(Closed::isInit).toList();
    List<Closed> others = patch.containers().stream().filter(c -> !c.isInit()).toList();
    if (!inits.isEmpty() || !patch.seeds().isEmpty()) {
      yaml.writeArrayFieldStart("initContainers");
      for (Seed seed : patch.seeds()) {
        write(seed);
      }
      for (Closed container : inits) {
        write(container);
      }
      yaml.writeEndArray();
    }
    if (!others.isEmpty()) {
      yaml.writeArrayFieldStart("containers");
      for (Closed container : others) {
        write(container);
      }
      yaml.writeEndArray();
    }
    if (!patch.volumes().isEmpty()) {
      yaml.writeArrayFieldStart("volumes");
      for (EmptyDir volume : patch.volumes()) {
        write(volume);
      }
      yaml.writeEndArray();
    }
  }

  private void write(Closed container) throws IOException {
    yaml.writeStartObject();
    yaml.writeStringField("name", container.name());
    yaml.writeObjectFieldStart("securityContext");
    yaml.writeBooleanField("readOnlyRootFilesystem", true);
    yaml.writeEndObject();
    if (!container.mounts().isEmpty()) {
      yaml.writeArrayFieldStart("volumeMounts");
      for (Mount mount : container.mounts()) {
        write(mount.volume(), mount.path().toString());
      }
      yaml.writeEndArray();
    }
    yaml.writeEndObject();
  }

  private void write(String volume, String path) throws IOException {
    yaml.writeStartObject();
    yaml.writeStringField("name", volume);
    yaml.writeStringField("mountPath", path);
    yaml.writeEndObject();
  }

  private void write(EmptyDir volume) throws IOException {
    yaml.writeStartObject();
    yaml.writeStringField("name", volume.name());
    yaml.writeObjectFieldStart("emptyDir");
    yaml.writeStringField("sizeLimit", Bytes.quantity(volume.sizeLimit()));
    yaml.writeEndObject();
    yaml.writeEndObject();
  }

  /** It may no more than the container whose volume it fills. */
  private void write(Seed seed) throws IOException {
    yaml.writeStartObject();
    yaml.writeStringField("name", seed.name());
    yaml.writeStringField("image", seed.image());
    if (seed.imagePullPolicy() != null) {
      yaml.writeStringField("imagePullPolicy", seed.imagePullPolicy());
    }
    yaml.writeArrayFieldStart("command");
    for (String word : seed.command()) {
      yaml.writeString(word);
    }
    yaml.writeEndArray();
    if (!seed.resources().equals(Resources.NONE)) {
      yaml.writeObjectFieldStart("resources");
      write("requests", seed.resources().requests());
      write("limits", seed.resources().limits());
      yaml.writeEndObject();
    }
    yaml.writeObjectFieldStart("securityContext");
    if (seed.runAsUser().isPresent()) {
      yaml.writeNumberField("runAsUser", seed.runAsUser().get());
    }
    if (seed.runAsNonRoot().isPresent()) {
      yaml.writeBooleanField("runAsNonRoot", seed.runAsNonRoot().get());
    }
    yaml.writeBooleanField("allowPrivilegeEscalation", false);
    yaml.writeBooleanField("readOnlyRootFilesystem", true);
    if (!seed.isRoot()) {
      yaml.writeObjectFieldStart("capabilities");
      yaml.writeArrayFieldStart("drop");
      yaml.writeString("ALL");
      yaml.writeEndArray();
      yaml.writeEndObject();
    }
    // The "restricted" standard of a namespace wants one, and a container's own is not the pod's.
    yaml.writeObjectFieldStart("seccompProfile");
    yaml.writeStringField("type", "RuntimeDefault");
    yaml.writeEndObject();
    yaml.writeEndObject();
    yaml.writeArrayFieldStart("volumeMounts");
    write(seed.volume(), PodPatch.SEED_MOUNT);
    yaml.writeEndArray();
    yaml.writeEndObject();
  }

  private void write(String field, Map<String, String> amounts) throws IOException {
    if (!amounts.isEmpty()) {
      yaml.writeObjectFieldStart(field);
      for (Map.Entry<String, String> amount : amounts.entrySet()) {
        yaml.writeStringField(amount.getKey(), amount.getValue());
      }
      yaml.writeEndObject();
    }
  }
}
