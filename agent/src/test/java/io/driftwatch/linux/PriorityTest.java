package io.driftwatch.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.testing.Commands;
import io.driftwatch.testing.RealParts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class PriorityTest {

  private static final int NICE = 19;

  @Test
  void oneThreadIsLoweredAndNoOther() throws Exception {
    RealParts.command("ionice");
    List<String> before = priorityOfThisThread();

    assertEquals(
        List.of("19", "idle"),
        onThread(
            () -> {
              assertTrue(Priority.lowerThisThread());
              return priorityOfThisThread();
            }));

    assertEquals(before, priorityOfThisThread());
  }

  @Test
  void aThreadThatALoweredOneStartsIsLowered() throws Exception {
    RealParts.command("ionice");

    assertEquals(
        List.of("19", "idle"),
        onThread(
            () -> {
              Priority.lowerThisThread();
              return onThread(PriorityTest::priorityOfThisThread);
            }));
  }

  /** Nice as the kernel shows it, and what ionice says. */
  private static List<String> priorityOfThisThread() throws Exception {
    Path thread = Files.readSymbolicLink(Path.of("/proc/thread-self"));
    String stat = Files.readString(Path.of("/proc").resolve(thread).resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(")")).split(" ", -1);
    List<String> said = new ArrayList<>();
    said.add(fields[NICE - 2]);
    said.add(Commands.run("ionice", "-p", thread.getFileName().toString()).strip());
    return said;
  }

  private static List<String> onThread(Callable<List<String>> body)
      throws InterruptedException, ExecutionException {
    FutureTask<List<String>> task = new FutureTask<>(body);
    new Thread(task).start();
    return task.get();
  }
}
