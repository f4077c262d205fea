package io.driftwatch.agent;

import io.driftwatch.kubernetes.EventJournal;
import io.driftwatch.kubernetes.JournalEntry;
import io.driftwatch.memory.StateFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What Events told, in the state directory. */
final class JournalFolder implements EventJournal {

  private final StateFolder<JournalEntry> folder;

  JournalFolder(Path state) {
    this.folder = new StateFolder<>(state.resolve("events"), JournalEntry.class);
  }

  @Override
  public List<JournalEntry> load() {
    return folder.loadAll();
  }

  @Override
  public void save(JournalEntry entry) throws IOException {
    folder.save(entry.containerId(), entry);
  }

  @Override
  public void delete(String containerId) throws IOException {
    folder.delete(containerId);
  }
}
