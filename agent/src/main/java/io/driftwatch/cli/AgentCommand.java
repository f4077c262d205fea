package io.driftwatch.cli;

import io.driftwatch.agent.Agent;
import io.driftwatch.agent.AgentSettings;
import io.driftwatch.config.ConfigurationFile;
import io.driftwatch.config.InvalidConfigurationException;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.http.ListenAddress;
import io.driftwatch.kubernetes.Cluster;
import io.driftwatch.kubernetes.ClusterAccess;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.linux.Privileges;
import io.driftwatch.metrics.Build;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The daemon. */
@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Watches this node's containers, and tells of drift as soon as it is found.",
    description = {
      "",
      "Each finding that appears or is resolved is one line of JSON on stdout.",
      "Metrics are served for Prometheus, and where there is a cluster, Events are",
      "made about its pods.",
      ""
    },
    sortOptions = false,
    footerHeading = "%nExit status:%n",
    footer = {
      "  0  it was told to stop, by SIGTERM or SIGINT",
      "  2  the call, the configuration or the rights are not right",
      "",
      "Environment:",
      "  NODE_NAME   the node's name in Kubernetes; by default the machine's",
      "  KUBECONFIG  how to reach the API server, outside of a pod",
      "",
      "Examples:",
      "  driftwatch agent",
      "  driftwatch agent --listen 127.0.0.1:9090 --config config.yaml | jq .path",
      "  curl localhost:10055/metrics"
    })
final class AgentCommand implements Callable<Integer> {

  /** Within which everything must have ended; Kubernetes would wait longer, people would not. */
  private static final long LAST_MILLIS = 1_500;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A YAML file; it is read again when it changes.")
  private Path config;

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      defaultValue = ":10055",
      showDefaultValue = Visibility.ALWAYS,
      description = "Host and port where /metrics, /readyz and /healthz are served.")
  private String listen;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      defaultValue = "/var/lib/driftwatch",
      showDefaultValue = Visibility.ALWAYS,
      description = "What was told is remembered here; the only place that is written to.")
  private Path state;

  @Option(
      names = "--host-root",
      paramLabel = "DIR",
      defaultValue = "/",
      showDefaultValue = Visibility.ALWAYS,
      description = "Where the node's root is mounted, proc included.")
  private String hostRoot;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Selection.requirePrivileges();
    Optional<ConfigurationFile> configuration = Optional.ofNullable(config).map(AgentCommand::load);
    try (HostRoot host = HostRoot.open(FilePath.of(hostRoot))) {
      watch(host, configuration);
      return ExitStatus.CLEAN.code();
    } catch (CannotLookException e) {
      throw UserException.usage("cannot read the node's processes: " + e.getMessage());
    } catch (IOException e) {
      throw UserException.usage(e.getMessage());
    }
  }

  private static ConfigurationFile load(Path file) {
    try {
      return ConfigurationFile.load(file);
    } catch (InvalidConfigurationException e) {
      throw UserException.usage(e.getMessage());
    }
  }

  private void watch(HostRoot host, Optional<ConfigurationFile> configuration)
      throws IOException, CannotLookException {
    String node = NodeName.of(host);
    AgentSettings settings =
        new AgentSettings(
            new Build(Version.number(), Runtime.version().toString(), node),
            Privileges.own(),
            configuration,
            listenAddress().resolve(),
            state,
            spec.commandLine().getOut(),
            Clock.systemUTC());
    CountDownLatch ended = new CountDownLatch(1);
    try (Agent agent = Agent.start(host, cluster(node), settings)) {
      endOnSignal(agent, ended);
      spec.commandLine().getErr().println("driftwatch: serving " + metricsAt(agent.address()));
      agent.run();
    } finally {
      ended.countDown();
    }
  }

  private static Optional<Cluster> cluster(String node) throws IOException {
    Optional<ClusterAccess> access = ClusterAccess.find(System.getenv());
    return access.isEmpty() ? Optional.empty() : Optional.of(Cluster.connect(access.get(), node));
  }

  private static String metricsAt(InetSocketAddress address) {
    return "http://" + new ListenAddress(address.getHostString(), address.getPort()) + "/metrics";
  }

  private static void endOnSignal(Agent agent, CountDownLatch ended) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(agent, ended), "end"));
  }

  /** After a signal the JVM would exit with a status of its own. */
  private static void end(Agent agent, CountDownLatch ended) {
    boolean bySignal = ended.getCount() > 0;
    if (!bySignal) {
      return;
    }
    agent.stop();
    try {
      ended.await(LAST_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(ExitStatus.CLEAN.code());
  }

  private ListenAddress listenAddress() {
    try {
      return ListenAddress.parse(listen);
    } catch (IllegalArgumentException e) {
      throw UserException.usage("--listen: " + e.getMessage());
    }
  }
}
