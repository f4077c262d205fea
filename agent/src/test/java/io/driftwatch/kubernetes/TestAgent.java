package io.driftwatch.kubernetes;

import io.driftwatch.container.Container;
import io.driftwatch.judge.Severity;
import io.driftwatch.report.KnownFinding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a look at a container tells, as the agent's loop does. */
final class TestAgent implements AutoCloseable {

  final Results results = new Results();
  final Cluster cluster;
  final DriftEvents events;

  TestAgent(Path kubeconfig) throws IOException {
    this(kubeconfig, new MemoryJournal());
  }

  TestAgent(Path kubeconfig, EventJournal journal) throws IOException {
    this(ClusterAccess.kubeconfig(kubeconfig), journal);
  }

  TestAgent(ClusterAccess access, EventJournal journal) throws IOException {
    this(access, RealApi.NODE, journal);
  }

  TestAgent(ClusterAccess access, String node) throws IOException {
    this(access, node, new MemoryJournal());
  }

  private TestAgent(ClusterAccess access, String node, EventJournal journal) throws IOException {
    cluster = Cluster.connect(access, node);
    events = cluster.events(journal, results, () -> Severity.INFO);
  }

  void drifted(Container container, KnownFinding... worstFirst) {
    List<KnownFinding> findings = new ArrayList<>(List.of(worstFirst));
    findings.sort(KnownFinding.WORST_FIRST);
    events.drifted(container, Drifts.counts(findings), findings);
  }

  void awaitSent(int number) throws Exception {
    RealApi.await(() -> Optional.of(results).filter(all -> all.of(EventResult.SENT) == number));
  }

  @Override
  public void close() {
    events.close();
    cluster.close();
  }
}
