package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.walk.Frame.Listing;
import java.util.Optional;

/** How one name of the directory where a walk stands is looked at. */
interface Visit {

  /** The layers that a listing is of. */
  Layers cursor(Listing listing);

  /** Whether a name of the container's own is asked for anything. */
  boolean isOfInterest(byte[] name);

  /**
   * Hands the path over if there is anything to tell of something of the container's own.
   *
   * @param isTold whether it was handed over before, and only what is to be walked is asked for
   * @return the directory to be walked for it, if there is any
   */
  Optional<Child> visit(Frame frame, byte[] name, LayerEntry own, boolean isTold)
      throws CannotLookException;

  /**
   * Hands the path over if there is anything to tell of a name that the image's layers have.
   *
   * @param listing that has the name
   * @return the directory to be walked for it, if there is any
   */
  Optional<Child> visit(Frame frame, Listing listing, byte[] name) throws CannotLookException;

  /** Of the directory where the walk stands, the image's, the upperdir has nothing but itself. */
  void bareCopy();
}
