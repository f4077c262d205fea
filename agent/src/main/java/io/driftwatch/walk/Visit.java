package io.driftwatch.walk;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.walk.Frame.Listing;
import java.util.Optional;

/** How one name of the directory where a walk stands is looked at. */
interface Visit {

  /** The layers that a listing is of. */
  Layers cursor(Listing listing);

  /**
   * Hands the path over if there is anything to tell of it.
   *
   * @param listing that has the name
   * @return the directory to be walked for it, if there is any
   */
  Optional<Child> visit(Frame frame, Listing listing, byte[] name) throws CannotLookException;

  /** Of the directory where the walk stands, the image's, the upperdir has nothing but itself. */
  void bareCopy();
}
