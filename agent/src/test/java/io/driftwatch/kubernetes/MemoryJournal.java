package io.driftwatch.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A journal that lasts as long as the test. */
final class MemoryJournal implements EventJournal {

  final Map<String, JournalEntry> entries = new ConcurrentHashMap<>();

  @Override
  public List<JournalEntry> load() {
    return List.copyOf(entries.values());
  }

  @Override
  public void save(JournalEntry entry) {
    entries.put(entry.containerId(), entry);
  }

  @Override
  public void delete(String containerId) {
    entries.remove(containerId);
  }
}
