package io.driftwatch.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.compare.Aspect;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.file.FileType;
import io.driftwatch.file.Reason;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Severity;
import io.driftwatch.judge.Trait;
import io.driftwatch.report.Status;
import io.driftwatch.testing.JsonSchema;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The schema that is shipped says what the program does. */
final class ScanSchemaTest {

  private final JsonSchema schema = JsonSchema.scan();

  @Test
  void theListsAreTheEnums() {
    assertSame("status", Status.values(), Status::id);
    assertSame("reason", Reason.values(), Reason::id);
    assertSame("change", ChangeKind.values(), ChangeKind::id);
    assertSame("type", FileType.values(), type -> type.name().toLowerCase(Locale.ROOT));
    assertSame("aspect", Aspect.values(), Aspect::id);
    assertSame("severity", Severity.values(), Severity::id);
    assertSame("disposition", Disposition.values(), Disposition::id);
    assertSame("trait", Trait.values(), Trait::id);
    assertEquals(List.of("declared", "allowed"), schema.definition("excuseKind").known());
  }

  /** The promise has runtimes that this version does not know yet. */
  @Test
  void everyRuntimeIsPromised() {
    List<String> promised = schema.definition("runtime").known();
    for (ContainerRuntime runtime : ContainerRuntime.values()) {
      assertTrue(promised.contains(runtime.id()), runtime.id());
    }
  }

  private <E> void assertSame(String definition, E[] values, Function<E, String> id) {
    assertEquals(Stream.of(values).map(id).toList(), schema.definition(definition).known());
  }
}
