package io.driftwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.driftwatch.container.Container;
import io.driftwatch.file.Reason;
import io.driftwatch.memory.RememberedWrites;
import io.driftwatch.report.NodeReport;
import io.driftwatch.report.Status;
import io.driftwatch.report.WriteProfile;
import io.driftwatch.testing.Samples;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WriteProfilesTest {

  private static final Container WEB = Samples.docker("web", "web:1");

  private static WriteProfile profile(NodeReport report) {
    return new WriteProfiles(new RememberedWrites(Map.of()), report).of(WEB);
  }

  @Test
  void whatCouldNotBeLookedIntoWasNotWatched() {
    NodeReport report = Samples.node(Samples.unseen(WEB, Status.UNOBSERVABLE, Reason.NOT_OVERLAY));
    WriteProfile profile = profile(report);
    assertEquals(report.startedAt(), profile.since());
    assertEquals(0, profile.starts());
    assertFalse(profile.partial());
  }

  @Test
  void aReplicaThatCouldNotBeLookedIntoTakesNothingFromTheOther() {
    NodeReport report =
        Samples.node(
            Samples.report(WEB).build(), Samples.unseen(WEB, Status.FAILED, Reason.VANISHED));
    WriteProfile profile = profile(report);
    assertEquals(WEB.startedAt(), profile.since());
    assertEquals(1, profile.starts());
    assertFalse(profile.partial());
  }
}
