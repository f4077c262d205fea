package io.driftwatch.memory;

import io.driftwatch.container.Container;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.WriteProfile;
import io.driftwatch.report.WriteProfileKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Where containers wrote, over all looks and over restarts of the agent, in bounded memory. It is
 * saved when more is known, and now and then; not with each look.
 */
public final class WriteMemory {

  /** Each takes some 40 KiB at most, paths for the most part. */
  static final int MAX_PROFILES = 512;

  private static final Duration KEPT = Duration.ofDays(30);
  private static final Duration UNSAVED = Duration.ofHours(1);
  private static final String FOLDER = "writes";

  /** One thread at a time writes to it: two replicas' looks may end at once. */
  private final StateFolder<WriteRecord> folder;

  private final Map<WriteProfileKey, Remembered> all = new HashMap<>();

  /** What is to be saved, or could not be. */
  private final Set<WriteProfileKey> unsaved = ConcurrentHashMap.newKeySet();

  private static final class Remembered {
    private WriteProfile profile;
    private Instant lastSeen;
    private WriteProfile saved;
    private Instant savedAt = Instant.MIN;
  }

  private WriteMemory(StateFolder<WriteRecord> folder) {
    this.folder = folder;
  }

  /** What was saved in a state directory, to which more is saved. */
  public static WriteMemory open(Path state) {
    WriteMemory memory = new WriteMemory(folder(state));
    for (WriteRecord record : memory.folder.loadAll()) {
      Remembered kept = new Remembered();
      kept.profile = record.profile();
      kept.saved = kept.profile;
      kept.lastSeen = Instant.ofEpochSecond(record.lastSeen());
      kept.savedAt = kept.lastSeen;
      memory.all.put(record.key(), kept);
    }
    return memory;
  }

  private static StateFolder<WriteRecord> folder(Path state) {
    return new StateFolder<>(state.resolve(FOLDER), WriteRecord.class);
  }

  /**
   * What an agent saved in its state directory, to which nothing is written. It is as of an hour
   * ago, or later.
   */
  public static RememberedWrites read(Path state) {
    return new RememberedWrites(
        folder(state).readAll().stream()
            .collect(
                Collectors.toMap(WriteRecord::key, WriteRecord::profile, (one, other) -> one)));
  }

  /**
   * Adds what a look at a container says.
   *
   * @param startedAt when the look began
   * @param now what time it is
   * @return what is known now; empty of a container that could not be looked into
   * @throws IOException when it could not be saved, which is tried again with the next look
   */
  public Optional<WriteProfile> looked(ContainerReport report, Instant startedAt, Instant now)
      throws IOException {
    if (!counts(report)) {
      return Optional.empty();
    }
    WriteProfileKey key = WriteProfileKey.of(report.container());
    List<WriteProfileKey> forgotten = new ArrayList<>();
    Remembered kept;
    synchronized (this) {
      forgetOld(now, forgotten);
      kept = all.get(key);
      if (kept == null) {
        kept = new Remembered();
        kept.profile = takeOver(report.container(), forgotten).orElse(null);
        makeRoom(forgotten);
        all.put(key, kept);
      }
      kept.lastSeen = now;
      kept.profile =
          kept.profile == null
              ? WriteProfile.start(report, startedAt)
              : kept.profile.plus(report, startedAt);
    }
    synchronized (folder) {
      WriteProfile profile = save(key, kept, now);
      for (WriteProfileKey each : forgotten) {
        if (!isKnown(each)) { // again
          unsaved.remove(each);
          folder.delete(each.id());
        }
      }
      saveOthers(now);
      return Optional.of(profile);
    }
  }

  private synchronized boolean isKnown(WriteProfileKey key) {
    return all.containsKey(key);
  }

  /** What could not be saved may be of a container that is looked at no more. */
  private void saveOthers(Instant now) throws IOException {
    for (WriteProfileKey key : List.copyOf(unsaved)) {
      Remembered kept;
      synchronized (this) {
        kept = all.get(key);
      }
      if (kept == null) {
        unsaved.remove(key);
      } else {
        save(key, kept, now);
      }
    }
  }

  /** Whether nothing that had to be saved is not. */
  public boolean isSaved() {
    return unsaved.isEmpty();
  }

  /** A sandbox has no files of its own to speak of, and nobody hardens it. */
  private static boolean counts(ContainerReport report) {
    return !report.container().isSandbox() && report.wasLookedInto();
  }

  /** What is known of where a container and its like wrote. */
  public synchronized Optional<WriteProfile> of(Container container) {
    return Optional.ofNullable(all.get(WriteProfileKey.of(container))).map(kept -> kept.profile);
  }

  /** What was known of a container before the API server said what it is a replica of. */
  private Optional<WriteProfile> takeOver(Container container, List<WriteProfileKey> forgotten) {
    WriteProfileKey key = WriteProfileKey.of(container);
    for (Map.Entry<WriteProfileKey, Remembered> entry : all.entrySet()) {
      if (key.isLike(entry.getKey()) && entry.getValue().profile.hasSeen(container)) {
        forgotten.add(entry.getKey());
        all.remove(entry.getKey());
        return Optional.of(entry.getValue().profile);
      }
    }
    return Optional.empty();
  }

  private void forgetOld(Instant now, List<WriteProfileKey> forgotten) {
    Iterator<Map.Entry<WriteProfileKey, Remembered>> entries = all.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<WriteProfileKey, Remembered> entry = entries.next();
      if (entry.getValue().lastSeen.isBefore(now.minus(KEPT))) {
        forgotten.add(entry.getKey());
        entries.remove();
      }
    }
  }

  private void makeRoom(List<WriteProfileKey> forgotten) {
    while (all.size() >= MAX_PROFILES) {
      WriteProfileKey least = leastWanted();
      forgotten.add(least);
      all.remove(least);
    }
  }

  /** Of the namespace that has most, what was seen longest ago: none pushes the others' out. */
  private WriteProfileKey leastWanted() {
    Map<String, Long> numbers =
        all.keySet().stream()
            .collect(Collectors.groupingBy(WriteProfileKey::namespace, Collectors.counting()));
    long most = numbers.values().stream().mapToLong(Long::longValue).max().orElseThrow();
    return all.entrySet().stream()
        .filter(entry -> numbers.get(entry.getKey().namespace()) == most)
        .min(Comparator.comparing(entry -> entry.getValue().lastSeen))
        .orElseThrow()
        .getKey();
  }

  private WriteProfile save(WriteProfileKey key, Remembered kept, Instant now) throws IOException {
    WriteProfile profile;
    boolean isDue;
    synchronized (this) {
      profile = kept.profile;
      isDue =
          kept.saved == null
              || profile.saysMoreThan(kept.saved)
              || now.isBefore(kept.savedAt)
              || kept.savedAt.plus(UNSAVED).isBefore(now);
    }
    if (isDue) {
      unsaved.add(key);
      folder.save(key.id(), WriteRecord.of(key, profile, now));
      unsaved.remove(key);
      synchronized (this) {
        kept.saved = profile;
        kept.savedAt = now;
      }
    }
    return profile;
  }
}
