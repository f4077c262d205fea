package io.driftwatch.walk;

import io.driftwatch.file.FileStat;

/**
 * A memory for files in volumes: what was read to find that one is no program is not worth its room
 * beside what is known of changes.
 *
 * @param memory all files'
 */
record VolumeMemory(FileMemory memory) implements FileMemory {

  @Override
  public FileFacts recall(FileStat stat) {
    return memory.recall(stat);
  }

  @Override
  public void remember(FileStat stat, FileFacts facts) {
    if (facts.annotations().isPresent() || facts.digest().isPresent()) {
      memory.remember(stat, facts);
    }
  }

  @Override
  public boolean isPlain(FileStat stat) {
    return memory.isPlain(stat);
  }

  @Override
  public void rememberPlain(FileStat stat) {
    memory.rememberPlain(stat);
  }

  @Override
  public boolean isForDigests() {
    return memory.isForDigests();
  }
}
