package io.driftwatch.walk;

import io.driftwatch.compare.Entry;
import io.driftwatch.file.Attributes;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import java.util.Optional;

/**
 * A symbolic link of the image, which knows where it stands and so what it leads to. The container
 * has no say in it.
 *
 * @param link the link itself
 * @param path where it stands
 * @param layers of their own, because following moves them
 */
record ImageLink(LayerEntry link, FilePath path, Layers layers) implements Entry {

  @Override
  public Optional<Entry> followed() throws CannotLookException {
    return ImageLinks.find(layers, path.parent().resolveAbsolute(link.target()))
        .map(Entry.class::cast);
  }

  @Override
  public FileStat stat() {
    return link.stat();
  }

  @Override
  public FilePath target() throws CannotLookException {
    return link.target();
  }

  @Override
  public Attributes attributes() throws CannotLookException {
    return link.attributes();
  }

  @Override
  public byte[] head(int length) throws CannotLookException {
    return link.head(length);
  }

  @Override
  public boolean holdsProgram() throws CannotLookException {
    return link.holdsProgram();
  }

  @Override
  public boolean holds(byte[] content) throws CannotLookException {
    return link.holds(content);
  }

  @Override
  public Digest digest() throws CannotLookException {
    return link.digest();
  }

  @Override
  public boolean sameContent(Entry other, boolean thenDigest) throws CannotLookException {
    return link.sameContent(other, thenDigest);
  }

  @Override
  public boolean isLastLook() {
    return link.isLastLook();
  }
}
