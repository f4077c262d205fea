package io.driftwatch.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Status;
import io.driftwatch.testing.SampleFile;
import io.driftwatch.testing.Samples;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SummaryTest {

  /** Numbers of containers that are clean, drifted, partly and not at all looked at. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0 | 0 | 0 | No running containers were found. 0.42 s",
        "1 | 0 | 0 | 0 | 1 container looked at; none drifted. 0.42 s",
        "0 | 1 | 0 | 0 | 1 container looked at; 1 drifted. 0.42 s",
        "0 | 0 | 1 | 0 | 1 container looked at (only in part); none drifted. 0.42 s",
        "0 | 0 | 0 | 1 | 1 container was found, but it could not be looked at. 0.42 s",
        "0 | 0 | 0 | 2 | 2 containers were found, but none could be looked at. 0.42 s",
        "1 | 2 | 0 | 1 | 3 containers looked at, 1 could not be; 2 drifted. 0.42 s",
        "0 | 1 | 1 | 2 | 2 containers looked at (1 only in part), 2 could not be; 1 drifted. 0.42 s",
        "999 | 1 | 0 | 0 | 1,000 containers looked at; 1 drifted. 0.42 s",
      })
  void isGoodEnglish(int clean, int drifted, int partial, int unseen, String expected) {
    List<ContainerReport> containers =
        Stream.of(
                Collections.nCopies(clean, Reports.of(r -> {})),
                Collections.nCopies(drifted, Reports.of(r -> r.added("/a", SampleFile.text("")))),
                Collections.nCopies(
                    partial, Reports.of(r -> r.cannotLook(FilePath.ROOT, Reason.SWAPPED))),
                Collections.nCopies(
                    unseen,
                    Samples.unseen(Samples.docker("a", "b"), Status.FAILED, Reason.VANISHED)))
            .flatMap(List::stream)
            .toList();

    assertEquals(expected, Summary.of(Samples.node(containers.toArray(ContainerReport[]::new))));
  }
}
