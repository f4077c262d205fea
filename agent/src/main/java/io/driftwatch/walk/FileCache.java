package io.driftwatch.walk;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy.Eviction;
import io.driftwatch.file.FileStat;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What was read of files in earlier passes, in bounded memory. A file is known by everything that
 * its status says, the ctime among it, which moves with every change and cannot be set.
 *
 * <p>Not every change moves it at once: a page that is written through a shared mapping moves it
 * when it is first made dirty, and then not again until the kernel has written it back, which it
 * does after 30 seconds (vm.dirty_expire_centisecs) and the few until its next round. So a file
 * that changed lately is not believed to be what it was, and neither is the content of one that
 * somebody has mapped, where a pass is told: writing back may be late, or switched off.
 *
 * <p>A tmpfs is never written back, and a page of it that was read through a mapping is written
 * through it without any fault (seen on Linux 6.18), so that to map, read, write and unmap a file
 * between two passes leaves no trace. Only a full pass finds that.
 */
public final class FileCache implements FileMemory.Source {

  /** How long a file must have been left alone. */
  private static final long SETTLED_SECONDS = 60;

  /** What an entry takes beside its facts: two objects' heads, the status, Caffeine's node. */
  private static final int ENTRY_BYTES = 350;

  private final Cache<FileStat, CachedFacts> files;
  private final StatSet plain = new StatSet();
  private final AtomicLong passes = new AtomicLong();
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /**
   * A cache without anything in it.
   *
   * @param maxBytes how much memory it may take, roughly
   */
  public FileCache(long maxBytes) {
    files =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((FileStat stat, CachedFacts known) -> known.weight())
            .executor(Runnable::run)
            .recordStats()
            .build();
  }

  /** For a pass that is not told what is mapped. */
  @Override
  public FileMemory ofPass(Instant startedAt) {
    return ofPass(startedAt, () -> file -> false);
  }

  /**
   * For a pass that believes no content of a file that is mapped.
   *
   * @param startedAt when it began, before anything was looked at
   * @param mapped tells which files may be mapped as from when it is asked for: at most once, and
   *     before the first file is read whose content might be believed later
   */
  public FileMemory ofPass(Instant startedAt, Supplier<Predicate<FileStat>> mapped) {
    return new Pass(startedAt, mapped, true);
  }

  /** For a pass that believes nothing but what it reads itself, and what it is told is mapped. */
  public FileMemory ofFullPass(Instant startedAt, Supplier<Predicate<FileStat>> mapped) {
    return new Pass(startedAt, mapped, false);
  }

  /** How it does. */
  public Statistics statistics() {
    files.cleanUp();
    long bytes = files.policy().eviction().map(Eviction::weightedSize).orElseThrow().orElseThrow();
    return new Statistics(
        files.estimatedSize(), bytes, hits.sum(), misses.sum(), files.stats().evictionCount());
  }

  /**
   * How a cache does.
   *
   * @param entries files of which something is known now
   * @param bytes memory that they take, roughly
   * @param hits how often something was known of a file
   * @param misses how often nothing was, or nothing that could be believed
   * @param evictions files that were forgotten for want of room
   */
  public record Statistics(long entries, long bytes, long hits, long misses, long evictions) {}

  /**
   * Facts, and how long they hold.
   *
   * @param pass the one that read them
   * @param lasting whether they hold until the file changes, and not only in that pass
   */
  private record CachedFacts(FileFacts facts, long pass, boolean lasting) {

    int weight() {
      return (int) (ENTRY_BYTES + facts.weight());
    }
  }

  private final class Pass implements FileMemory {

    private final long number = passes.incrementAndGet();
    private final long startedAtSeconds;
    private final Supplier<Predicate<FileStat>> mappings;
    private final boolean believesEarlier;
    private Predicate<FileStat> mapped;

    Pass(Instant startedAt, Supplier<Predicate<FileStat>> mappings, boolean believesEarlier) {
      this.startedAtSeconds = startedAt.getEpochSecond();
      this.mappings = mappings;
      this.believesEarlier = believesEarlier;
    }

    @Override
    public FileFacts recall(FileStat stat) {
      // Asked even where nothing is known: who writes and ends while we read is not found later.
      boolean believed = isSettled(stat) && !mayBeMapped(stat);
      FileFacts facts = facts(stat, believed);
      (facts.equals(FileFacts.NONE) ? misses : hits).increment();
      return facts;
    }

    private FileFacts facts(FileStat stat, boolean believed) {
      CachedFacts known = files.getIfPresent(stat);
      if (known == null) {
        return FileFacts.NONE;
      }
      if (known.pass == number) {
        return known.facts;
      }
      if (!believesEarlier || !known.lasting || !isSettled(stat)) {
        return FileFacts.NONE;
      }
      return believed ? known.facts : known.facts.withoutContent();
    }

    @Override
    public void remember(FileStat stat, FileFacts facts) {
      if (isSettled(stat)) {
        FileFacts lasting = mayBeMapped(stat) ? facts.withoutContent() : facts;
        files.put(stat, new CachedFacts(lasting, number, true));
      } else if (stat.links() > 1) {
        files.put(stat, new CachedFacts(facts, number, false));
      }
    }

    @Override
    public boolean isPlain(FileStat stat) {
      // Asked in any case, for the same reason.
      boolean believed = isSettled(stat) && !mayBeMapped(stat);
      return believed && believesEarlier && plain.contains(stat);
    }

    @Override
    public void rememberPlain(FileStat stat) {
      if (isSettled(stat) && !mayBeMapped(stat)) {
        plain.add(stat);
      }
    }

    /** Not where the clock was set back behind the change either. */
    private boolean isSettled(FileStat stat) {
      return stat.changed().seconds() + SETTLED_SECONDS <= startedAtSeconds;
    }

    private synchronized boolean mayBeMapped(FileStat stat) {
      if (!stat.isRegularFile() || stat.size() == 0) {
        return false;
      }
      if (mapped == null) {
        mapped = mappings.get();
      }
      return mapped.test(stat);
    }

    @Override
    public boolean isForDigests() {
      return true;
    }
  }
}
