package io.driftwatch.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "driftwatch " + (version == null ? "(not from a jar)" : version),
      "Java " + System.getProperty("java.runtime.version")
    };
  }
}
