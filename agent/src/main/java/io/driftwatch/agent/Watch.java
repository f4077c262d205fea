package io.driftwatch.agent;

import io.driftwatch.container.Container;
import io.driftwatch.container.Pod;
import io.driftwatch.file.FilePath;
import io.driftwatch.memory.FindingMemory;
import io.driftwatch.memory.StoredContainer;
import io.driftwatch.report.ContainerState;
import io.driftwatch.sink.Known;
import java.util.Optional;

/**
 * A container that is watched: what is known of it, and the look at it that goes on. What a look
 * changes is changed by its thread alone; there is never more than one.
 */
final class Watch {

  private final String key;
  private final Time time;
  private final LineLimit lines;
  private volatile Container container;
  private volatile Optional<ContainerState> state = Optional.empty();
  private volatile ScanTask task;
  private FindingMemory findings = new FindingMemory();
  private Optional<FilePath> upperdir = Optional.empty();

  /** Whether it was in a pod at any time, as far as its runtime's state could be read. */
  private volatile boolean ofPod;

  private long looks;

  Watch(String key, Container container, Time time) {
    this.key = key;
    this.time = time;
    this.lines = new LineLimit(time::nanos);
    is(container);
  }

  /** What was known of a container before the agent was started anew. */
  static Watch of(StoredContainer record, Time time) {
    Watch watch = new Watch(record.key(), record.container(), time);
    watch.findings = record.memory();
    watch.upperdir = record.upperdirPath();
    return watch;
  }

  String key() {
    return key;
  }

  Container container() {
    return container;
  }

  /** It is still there, perhaps with another process, or with more known of it. */
  final void is(Container now) {
    container = now;
    ofPod |= now.pod().isPresent();
  }

  /** How it stands; empty before the first look. */
  Optional<ContainerState> state() {
    return state;
  }

  void stands(ContainerState now) {
    state = Optional.of(now);
  }

  FindingMemory findings() {
    return findings;
  }

  Optional<FilePath> upperdir() {
    return upperdir;
  }

  /** The look that goes on, if any. */
  Optional<ScanTask> task() {
    return Optional.ofNullable(task);
  }

  void begins(ScanTask look) {
    task = look;
    looks++;
  }

  void ended() {
    task = null;
  }

  /** How many looks began. */
  long looks() {
    return looks;
  }

  LineLimit lines() {
    return lines;
  }

  /** It writes to a directory; with another one than before it is another container. */
  void writesTo(Optional<FilePath> directory) {
    if (upperdir.isPresent() && !upperdir.equals(directory)) {
      findings = new FindingMemory();
      state = Optional.empty();
    }
    upperdir = directory;
  }

  /** It was gone, and is there again: its files are to be looked at anew. */
  Watch comesBack() {
    Watch again = new Watch(key, container, time);
    again.findings = findings.copy();
    again.upperdir = upperdir;
    return again;
  }

  /**
   * Whether another container is the next of the same name in the same pod, as the kubelet starts
   * one after the other. A pod's UID is no secret, so that nobody else's container is one.
   */
  boolean isSucceededBy(Watch next) {
    return container.name().equals(next.container.name())
        && podUid().isPresent()
        && podUid().equals(next.podUid())
        && owner().isPresent()
        && owner().equals(next.owner());
  }

  private Optional<String> podUid() {
    return container.pod().map(Pod::uid);
  }

  /** Its runtime, and its user where that is an ordinary one. */
  private Optional<String> owner() {
    return key.endsWith("/" + container.id())
        ? Optional.of(key.substring(0, key.length() - container.id().length()))
        : Optional.empty();
  }

  /** Takes over what is known of the pod's volumes from the container before it. */
  void succeeds(Watch before) {
    findings = before.findings.inVolumes();
  }

  /** What is known of it. */
  Known known() {
    return new Known(key, container, ofPod, upperdir, findings.stored(), findings.judgedBy());
  }
}
