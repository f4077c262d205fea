package io.driftwatch.memory;

import io.driftwatch.sink.Known;
import io.driftwatch.sink.ScanOutcome;
import io.driftwatch.sink.Sink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps what was told of containers, so that a restart of the agent does not tell it again. */
public final class StateSink implements Sink {

  private static final String CONTAINERS = "containers";

  private final StateFolder<StoredContainer> folder;
  private final StorageListener listener;

  /** Of these something else is kept than holds: that they are gone, or what could not be saved. */
  private final Set<String> unsaved = ConcurrentHashMap.newKeySet();

  /**
   * A state directory.
   *
   * @param listener is told whether it can be written
   */
  public StateSink(Path state, StorageListener listener) {
    this.folder = new StateFolder<>(state.resolve(CONTAINERS), StoredContainer.class);
    this.listener = listener;
  }

  /** What was kept before the agent was started anew. */
  public List<StoredContainer> load() {
    List<StoredContainer> records = folder.loadAll();
    records.stream()
        .filter(StoredContainer::departed)
        .map(StoredContainer::key)
        .forEach(unsaved::add);
    return records;
  }

  @Override
  public void scanned(ScanOutcome outcome) {
    if (!outcome.changes().isEmpty() || unsaved.contains(outcome.known().key())) {
      save(outcome.known(), false);
    }
  }

  @Override
  public void removed(Known last) {
    if (last.findings().isEmpty()) {
      forgotten(last.key());
    } else {
      save(last, true);
    }
  }

  @Override
  public void succeeded(Known before, Known next) {
    save(next, false);
    forgotten(before.key());
  }

  @Override
  public void forgotten(String key) {
    try {
      folder.delete(key);
      unsaved.remove(key);
    } catch (IOException e) {
      listener.failed(CONTAINERS, e);
    }
  }

  private void save(Known known, boolean departed) {
    unsaved.add(known.key());
    try {
      folder.save(known.key(), StoredContainer.of(known, departed));
      if (!departed) {
        unsaved.remove(known.key());
      }
      listener.written(CONTAINERS);
    } catch (IOException e) {
      listener.failed(CONTAINERS, e);
    }
  }
}
