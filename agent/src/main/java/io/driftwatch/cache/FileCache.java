package io.driftwatch.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.driftwatch.file.FileStat;
import io.driftwatch.walk.FileFacts;
import io.driftwatch.walk.FileMemory;
import java.time.Instant;

/**
 * What was read of files in earlier passes, in bounded memory. A file is known by everything that
 * its status says, the ctime among it, which moves with every change and cannot be set.
 *
 * <p>Not every change moves it at once: a page that is written through a shared mapping moves it
 * when it is first made dirty, and then not again until the kernel has written it back, which it
 * does after 30 seconds (vm.dirty_expire_centisecs) and the few until its next round. So a file
 * that changed lately is not believed to be what it was. On a tmpfs, which is never written back,
 * such a page may change for ever; no runtime has its upperdirs there.
 */
public final class FileCache implements FileMemory.Source {

  /** How long a file must have been left alone. */
  private static final long SETTLED_SECONDS = 60;

  /** What an entry takes beside its facts: two objects' heads, the status, Caffeine's node. */
  private static final int ENTRY_BYTES = 350;

  private final Cache<FileStat, Known> files;

  /**
   * A cache without anything in it.
   *
   * @param maxBytes how much memory it may take, roughly
   */
  public FileCache(long maxBytes) {
    files =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((FileStat stat, Known known) -> known.weight())
            .executor(Runnable::run)
            .build();
  }

  @Override
  public FileMemory ofPass(Instant startedAt) {
    return new Pass(startedAt.getEpochSecond());
  }

  /**
   * Facts, and how long they hold.
   *
   * @param pass the only one in which they hold; null when they hold until the file changes
   */
  private record Known(FileFacts facts, Pass pass) {

    int weight() {
      return (int) (ENTRY_BYTES + facts.weight());
    }
  }

  private final class Pass implements FileMemory {

    private final long startedAtSeconds;

    Pass(long startedAtSeconds) {
      this.startedAtSeconds = startedAtSeconds;
    }

    @Override
    public FileFacts recall(FileStat stat) {
      Known known = files.getIfPresent(stat);
      boolean holds = known != null && (known.pass == null || known.pass == this);
      return holds ? known.facts : FileFacts.NONE;
    }

    @Override
    public void remember(FileStat stat, FileFacts facts) {
      if (stat.changed().seconds() + SETTLED_SECONDS <= startedAtSeconds) {
        files.put(stat, new Known(facts, null));
      } else if (stat.links() > 1) {
        files.put(stat, new Known(facts, this));
      }
    }

    @Override
    public boolean isForDigests() {
      return true;
    }
  }
}
