package io.driftwatch.agent;

import io.driftwatch.config.ConfigurationFile;
import io.driftwatch.linux.Privileges;
import io.driftwatch.metrics.Build;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * What an agent is started with.
 *
 * @param build what runs, and on which node
 * @param privileges what the process may do
 * @param configuration where the configuration is read; the defaults when empty
 * @param listen where metrics are served
 * @param state the one directory that is written to
 * @param out where lines go
 * @param clock of everything that is told
 */
public record AgentSettings(
    Build build,
    Privileges privileges,
    Optional<ConfigurationFile> configuration,
    InetSocketAddress listen,
    Path state,
    PrintWriter out,
    Clock clock) {}
