package io.driftwatch.scan;

import io.driftwatch.compare.Change;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.compare.Entry;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.image.CodeOfImages;
import io.driftwatch.judge.Judge;
import io.driftwatch.judge.Trait;
import io.driftwatch.walk.Allowance;
import io.driftwatch.walk.ImageCopies;
import io.driftwatch.walk.NamedFiles;
import io.driftwatch.walk.OverlayTree;
import java.util.Set;

/**
 * Tells, during a look at a container, which of its code is the image's own, as an entrypoint
 * installs it, and which files that shells run in a home. The image is looked through when there is
 * any of these at all, and not before.
 */
final class CodeCopies {

  private final Judge judge;
  private final CodeOfImages images;
  private final OverlayTree tree;
  private final ScanRequest request;
  private final Allowance allowance;
  private ImageCopies copies;

  /**
   * @param allowance is spent on reading the image
   */
  CodeCopies(
      Judge judge,
      CodeOfImages images,
      OverlayTree tree,
      ScanRequest request,
      Allowance allowance) {
    this.judge = judge;
    this.images = images;
    this.tree = tree;
    this.request = request;
    this.allowance = allowance;
  }

  /**
   * That what is there now is a copy of a file of the image, or nothing. What could not be read is
   * none; as long as another look may do better, that is left to it.
   *
   * @param now the file of a change, which the walk stands at
   */
  Set<Trait> of(Change change, Entry now) throws CannotLookException {
    boolean isContentNew =
        change.kind() == ChangeKind.ADDED
            || change.kind() == ChangeKind.MODIFIED
            || change.kind() == ChangeKind.REPLACED;
    if (!isContentNew || !now.stat().isRegularFile() || !judge.isWorthComparing(change.path())) {
      return Set.of();
    }
    try {
      return opened().has(change.path(), now) ? Set.of(Trait.COPY_OF_IMAGE) : Set.of();
    } catch (CannotLookException e) {
      if (e.reason().mayPass() && !now.isLastLook()) {
        throw e;
      }
      return Set.of();
    }
  }

  private ImageCopies opened() throws CannotLookException {
    if (copies == null) {
      NamedFiles files = images.of(tree, request.policy().code(), allowance);
      copies = tree.copiesOf(files, allowance, request.memory());
    }
    return copies;
  }
}
