package io.driftwatch.config;

import io.driftwatch.walk.Budget;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The configuration file and what it said when it last could be used. It is read anew at each check
 * and told apart by its content: a ConfigMap's volume puts another file in its place by a link, and
 * leaves times and names as they please. For one thread.
 */
public final class ConfigurationFile {

  private static final int MAX_BYTES = 1 << 20;

  private final Path path;
  private Configuration current;

  /** What the last check told of; null after one that could not read the file. */
  private byte[] told;

  private boolean missed;

  private ConfigurationFile(Path path, byte[] content, Configuration current) {
    this.path = path;
    this.told = content;
    this.current = current;
  }

  /**
   * The agent's file.
   *
   * @throws InvalidConfigurationException when it cannot be read or used
   */
  public static ConfigurationFile load(Path path) throws InvalidConfigurationException {
    byte[] content = readBytes(path);
    return new ConfigurationFile(path, content, parse(path, content, Configuration.DEFAULT));
  }

  /**
   * What a file says, once.
   *
   * @param budget that holds where the file names none
   * @throws InvalidConfigurationException when it cannot be read or used
   */
  public static Configuration read(Path path, Budget budget) throws InvalidConfigurationException {
    return parse(path, readBytes(path), Configuration.DEFAULT.withBudget(budget));
  }

  /** What held at the last check. */
  public Configuration current() {
    return current;
  }

  /**
   * Looks at the file again. A refusal is told once; a file that is missing is told of when it is
   * missing at the next check too, since it may be on its way.
   */
  public Reload check() {
    byte[] content;
    try {
      content = readBytes(path);
    } catch (InvalidConfigurationException e) {
      return unreadable(e);
    }
    missed = false;
    if (Arrays.equals(content, told)) {
      return new Reload.Unchanged();
    }
    told = content;
    try {
      current = parse(path, content, Configuration.DEFAULT);
      return new Reload.Reloaded(current);
    } catch (InvalidConfigurationException e) {
      return new Reload.Refused(e.getMessage());
    }
  }

  private Reload unreadable(InvalidConfigurationException e) {
    boolean telling = missed && told != null;
    missed = true;
    if (telling) {
      told = null;
      return new Reload.Refused(e.getMessage());
    }
    return new Reload.Unchanged();
  }

  private static Configuration parse(Path path, byte[] content, Configuration base)
      throws InvalidConfigurationException {
    return ConfigurationReader.read(path.toString(), content, base);
  }

  private static byte[] readBytes(Path path) throws InvalidConfigurationException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new InvalidConfigurationException(path + ": is no regular file");
    }
    try (InputStream file = Files.newInputStream(path)) {
      byte[] content = file.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw new InvalidConfigurationException(path + ": has more than 1 MiB");
      }
      return content;
    } catch (NoSuchFileException e) {
      throw new InvalidConfigurationException(path + ": there is no such file");
    } catch (AccessDeniedException e) {
      throw new InvalidConfigurationException(path + ": may not be read");
    } catch (IOException e) {
      throw new InvalidConfigurationException(path + ": cannot be read: " + e.getMessage());
    }
  }
}
