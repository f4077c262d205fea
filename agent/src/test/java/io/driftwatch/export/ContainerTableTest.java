package io.driftwatch.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.testing.Golden;
import io.driftwatch.testing.SampleNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ContainerTableTest {

  @Test
  void aNodeWithSomeOfEverything() throws IOException {
    Golden.assertSame("list-table.txt", Outputs.list(SampleNode.scan().containers()));
  }

  @Test
  void noContainersAreASentence() throws IOException {
    assertEquals("No running containers were found.\n", Outputs.list(List.of()));
  }
}
