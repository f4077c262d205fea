package io.driftwatch.demo;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The demo as a program of its own, that can be stopped in the middle: it prints each step, and
 * sleeps when it comes to one that begins with its second argument.
 */
final class DemoProgram {

  private DemoProgram() {}

  /**
   * Runs it.
   *
   * @param args the folder for the demo's folder, and where to sleep
   */
  public static void main(String[] args) throws IOException {
    DemoResult result = new Demo(step -> tell(step, args[1]), Path.of(args[0])).run();
    System.out.println(result.isExact());
  }

  private static void tell(String step, String sleepAt) {
    System.out.println(step);
    if (step.startsWith(sleepAt)) {
      try {
        Thread.sleep(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
