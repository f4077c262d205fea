package io.driftwatch.testing;

import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.Image;
import io.driftwatch.container.Pod;
import io.driftwatch.container.Rootfs;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileType;
import io.driftwatch.file.Reason;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.NodeReport;
import io.driftwatch.report.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Reports of anything, full of {@link RandomNames}. */
public final class RandomReports {
  private final Random random;
  private final RandomNames names;

  /**
   * @param seed the same gives the same reports
   */
  public RandomReports(long seed) {
    random = new Random(seed);
    names = new RandomNames(random);
  }

  /** Any report that there might be, and some that there can hardly be. */
  public NodeReport next() {
    List<ContainerReport> containers = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      containers.add(container());
    }
    Instant start = Instant.ofEpochMilli(random.nextInt());
    return new NodeReport(names.text(), start, Duration.ofMillis(random.nextInt()), containers);
  }

  private ContainerReport container() {
    Optional<Pod> pod =
        maybe() ? Optional.of(new Pod(names.text(), names.text(), textOrNull())) : Optional.empty();
    Container container =
        new Container(
            names.text(),
            names.text(),
            any(ContainerRuntime.values()),
            1 + random.nextInt(1 << 22),
            Samples.STARTED,
            pod,
            new Image(textOrNull(), textOrNull(), textOrNull()),
            maybe());
    if (random.nextInt(4) == 0) {
      Status status = maybe() ? Status.FAILED : Status.UNOBSERVABLE;
      return Samples.unseen(container, status, any(Reason.values()));
    }
    return filled(new SampleReport(container, rootfs()));
  }

  private Rootfs rootfs() {
    List<FilePath> layers = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      layers.add(names.path());
    }
    return new Rootfs("overlay", maybe(), Optional.of(names.path()), layers);
  }

  private ContainerReport filled(SampleReport report) {
    FilePath directory = names.path();
    int size = random.nextInt(maybe() ? 4 : 60);
    for (int i = 0; i < size; i++) {
      FilePath path = maybe() ? names.path() : directory.resolve(names.bytes());
      SampleFile image = maybe() ? null : file();
      SampleFile now = image != null && maybe() ? null : file();
      report.compared(path, image, now);
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      report.cannotLook(names.path(), any(Reason.values()));
    }
    return report.touched(random.nextInt(3)).build();
  }

  private SampleFile file() {
    SampleFile file =
        switch (any(FileType.values())) {
          case FILE -> maybe() ? SampleFile.program(names.text()) : SampleFile.text(names.text());
          case DIRECTORY -> SampleFile.directory();
          case SYMLINK -> SampleFile.link(FilePath.of(names.bytes()));
          case FIFO -> SampleFile.special(FileType.FIFO);
          case SOCKET -> SampleFile.special(FileType.SOCKET);
          case CHAR -> SampleFile.device(FileType.CHAR, random.nextInt(9), random.nextInt(9));
          case BLOCK -> SampleFile.device(FileType.BLOCK, random.nextInt(9), random.nextInt(9));
        };
    if (maybe()) {
      file.mode(random.nextInt(010000)).owner(random.nextInt(3), random.nextInt(1 << 30));
    }
    return random.nextInt(4) == 0
        ? file.netRaw().xattr("user." + names.text(), names.bytes())
        : file;
  }

  private String textOrNull() {
    return maybe() ? names.text() : null;
  }

  private boolean maybe() {
    return random.nextBoolean();
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
