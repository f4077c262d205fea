package io.driftwatch.kubernetes;

/** Is told what becomes of Events. */
@FunctionalInterface
public interface EventListener {

  /** One of them, on the thread that sends them. */
  void result(EventResult result);
}
