package io.driftwatch.walk;

/** Is told how a walk gets on, by the thread that walks; it may make it wait, or end it. */
public interface Pace {

  /** Lets a walk run as fast as it can. */
  Pace FULL_SPEED =
      new Pace() {
        @Override
        public void visited(int entries) {}

        @Override
        public void reads(long bytes) {}

        @Override
        public boolean isOver() {
          return false;
        }
      };

  /** Some paths were looked at. */
  void visited(int entries);

  /** So much content is about to be read, to be compared or hashed. */
  void reads(long bytes);

  /** Whether nobody wants the rest. */
  boolean isOver();
}
