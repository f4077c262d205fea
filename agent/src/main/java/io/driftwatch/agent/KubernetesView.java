package io.driftwatch.agent;

import io.driftwatch.container.Container;
import io.driftwatch.declare.DeclarationResult;
import io.driftwatch.file.Reason;
import io.driftwatch.kubernetes.Cluster;
import io.driftwatch.kubernetes.DriftEvents;
import io.driftwatch.kubernetes.EventJournal;
import io.driftwatch.kubernetes.EventResult;
import io.driftwatch.kubernetes.JournalEntry;
import io.driftwatch.memory.StateFolder;
import io.driftwatch.report.Counts;
import io.driftwatch.report.KnownFinding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A cluster whose API server is asked about pods, and told of drift by Events. */
public final class KubernetesView implements ClusterView {

  private final Cluster cluster;
  private final StateFolder<JournalEntry> journal;
  private DriftEvents events;

  /**
   * @param cluster whose pods are watched; closed with this
   * @param state the agent's state directory
   */
  public KubernetesView(Cluster cluster, Path state) {
    this.cluster = cluster;
    this.journal = new StateFolder<>(state.resolve("events"), JournalEntry.class);
  }

  @Override
  public List<String> results() {
    return Stream.of(EventResult.values()).map(EventResult::id).toList();
  }

  @Override
  public void start(Consumer<String> result) throws IOException {
    events = cluster.events(new Kept(), sent -> result.accept(sent.id()));
  }

  @Override
  public Container enrich(Container container) {
    return cluster.enrich(container);
  }

  @Override
  public void drifted(Container container, Counts counts, List<KnownFinding> unexpected) {
    events.drifted(container, counts, unexpected);
  }

  @Override
  public void notObservable(Container container, Reason reason) {
    events.notObservable(container, reason);
  }

  @Override
  public void ineffective(Container container, List<DeclarationResult> results) {
    events.ineffective(container, results);
  }

  @Override
  public boolean mayLearnMoreOf(Container container) {
    return container.pod().isPresent() && container.spec().isEmpty() && !container.isSandbox();
  }

  @Override
  public void gone(Container container) {
    events.gone(container.id());
  }

  @Override
  public void succeeded(Container before, Container next) {
    events.succeeded(before.id(), next.id());
  }

  @Override
  public void retain(Collection<String> ids) {
    events.retain(ids);
  }

  @Override
  public void close() {
    if (events != null) {
      events.close();
    }
    cluster.close();
  }

  /** What Events told, in the state directory. */
  private final class Kept implements EventJournal {

    @Override
    public List<JournalEntry> load() {
      return journal.loadAll();
    }

    @Override
    public void save(JournalEntry entry) throws IOException {
      journal.save(entry.containerId(), entry);
    }

    @Override
    public void delete(String containerId) throws IOException {
      journal.delete(containerId);
    }
  }
}
