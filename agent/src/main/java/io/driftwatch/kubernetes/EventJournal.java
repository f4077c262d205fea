package io.driftwatch.kubernetes;

import java.io.IOException;
import java.util.List;

/**
 * What was told by Events, kept beyond a restart, so that it is not told again. Its loss means no
 * more than that. Used by one thread at a time.
 */
public interface EventJournal {

  /** All that was saved and not deleted. */
  List<JournalEntry> load() throws IOException;

  /** Replaces what was saved of the entry's container. */
  void save(JournalEntry entry) throws IOException;

  /** Forgets a container, if it is known. */
  void delete(String containerId) throws IOException;
}
