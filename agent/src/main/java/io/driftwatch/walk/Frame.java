package io.driftwatch.walk;

import io.driftwatch.file.FileStat;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.NameBatch;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One directory on the way from the root to where the walk stands. It remembers where its listing
 * goes on, not an open listing, so that a deep tree costs no descriptors.
 */
final class Frame {

  /** The layers that hold the directory; the upperdir first, if it does. */
  final int[] layers;

  /** Those of them that are the image's, topmost first. */
  final int[] imageLayers;

  /** Whether the upperdir has the directory. */
  final boolean upper;

  /** Whether what the image has here is gone unless the upperdir has it too. */
  final boolean hidesImage;

  /** Directories of the latest batch of names, still to be walked. */
  final Deque<Child> pending = new ArrayDeque<>();

  /** How long the walk's path is at this directory. */
  final int pathLength;

  /** Each layer's directory here, by which it is known again on the way back. */
  final FileStat[] stats;

  /** Which of the listings to be read is being read. */
  private int listing;

  private final int[] listings;
  private long position = Directory.START;

  /**
   * @param child what led here
   * @param stats of each layer's directory
   * @param pathLength of the path to here
   */
  Frame(Child child, FileStat[] stats, int pathLength) {
    this.layers = child.layers();
    this.imageLayers = child.imageLayers();
    this.upper = child.upper();
    this.hidesImage = child.hidesImage();
    this.listings = child.listings();
    this.stats = stats;
    this.pathLength = pathLength;
  }

  boolean hasMoreNames() {
    return listing < listings.length;
  }

  /** The layer whose names are to be read next. */
  int listedLayer() {
    return listings[listing];
  }

  long position() {
    return position;
  }

  /** Takes note of how far the names have been read. */
  void advance(NameBatch batch) {
    position = batch.next();
    if (batch.isLast()) {
      skipListing();
    }
  }

  /** Gives up on the names of the layer that is being read. */
  void skipListing() {
    listing++;
    position = Directory.START;
  }
}
