package io.driftwatch.testing;

import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Says at the end which tests did not run, one line a reason: Surefire only counts them, and a
 * green build that looked at half of the program should say so.
 */
public final class SkipSummary implements TestExecutionListener {
  private final SortedMap<String, Long> testsByReason = new TreeMap<>();
  private TestPlan plan;

  /** The service loader needs it. */
  public SkipSummary() {}

  @Override
  public synchronized void testPlanExecutionStarted(TestPlan testPlan) {
    plan = testPlan;
    testsByReason.clear();
  }

  @Override
  public synchronized void executionSkipped(TestIdentifier skipped, String reason) {
    count(skipped, reason);
  }

  @Override
  public synchronized void executionFinished(TestIdentifier finished, TestExecutionResult result) {
    if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
      count(finished, result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
    }
  }

  @Override
  public synchronized void testPlanExecutionFinished(TestPlan testPlan) {
    testsByReason.forEach(
        (reason, tests) ->
            System.out.println(
                "skipped " + tests + (tests == 1 ? " test: " : " tests: ") + reason));
  }

  /** A class that is skipped whole reports itself alone, not the tests in it. */
  private void count(TestIdentifier what, String reason) {
    long tests = plan.getDescendants(what).stream().filter(TestIdentifier::isTest).count();
    testsByReason.merge(reason.lines().findFirst().orElse(""), Math.max(1, tests), Long::sum);
  }
}
