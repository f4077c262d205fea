package io.driftwatch.cli;

import io.driftwatch.compare.DigestPolicy;
import io.driftwatch.config.Configuration;
import io.driftwatch.config.ConfigurationFile;
import io.driftwatch.config.InvalidConfigurationException;
import io.driftwatch.discover.RunningContainer;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.Privileges;
import io.driftwatch.report.NodeReport;
import io.driftwatch.scan.NodeScanSettings;
import io.driftwatch.scan.NodeScanner;
import io.driftwatch.walk.Budget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of commands that scan, and the scan itself. */
final class ScanOptions {

  private static final int MAX_THREADS = 4;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The agent's configuration, a YAML file: rules, what is allowed, and budgets.")
  private Path config;

  @Option(
      names = "--lock",
      paramLabel = "FILE",
      defaultValue = "${env:DRIFTWATCH_SCAN_LOCK}",
      description =
          "One scan at a time: what is locked while this one runs, so that a second ends at once,"
              + " with 2. By default what DRIFTWATCH_SCAN_LOCK in the environment names; without"
              + " it, or with '', nothing is locked.")
  private String lock;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** A single scan is not followed by another, so its own budgets are the larger ones. */
  Configuration configuration() {
    try {
      return config == null
          ? Configuration.DEFAULT.withBudget(Budget.DEFAULT)
          : ConfigurationFile.read(config, Budget.DEFAULT);
    } catch (InvalidConfigurationException e) {
      throw UserException.usage("--config " + e.getMessage());
    }
  }

  /** Does something while no other scan runs, as far as that was asked for. */
  ExitStatus alone(ScanLock.Task work) throws IOException {
    return lock == null || lock.isEmpty() ? work.run() : ScanLock.holding(Path.of(lock), work);
  }

  /** How many containers are looked at at once, by default. */
  static int threads() {
    return Math.min(MAX_THREADS, java.lang.Runtime.getRuntime().availableProcessors());
  }

  /** Scans containers, and shows who waits at a terminal how far it is. */
  NodeReport scan(
      HostRoot host,
      List<RunningContainer> containers,
      Configuration configuration,
      DigestPolicy digests,
      int threads)
      throws CannotLookException {
    NodeScanner scanner =
        new NodeScanner(
            host,
            NodeName.of(host),
            configuration.policy(),
            Privileges.own(),
            NodeScanSettings.once(digests, configuration.budget(), threads)
                .withVolumes(configuration.volumeExecutables()),
            Clock.systemUTC());
    try (Progress progress = Progress.on(spec.commandLine().getErr())) {
      return scanner.scan(containers, progress);
    }
  }
}
