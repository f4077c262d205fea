package io.driftwatch.cli;

import io.driftwatch.file.Printable;
import io.driftwatch.judge.InvalidPolicyException;
import io.driftwatch.judge.Policy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads an administrator's file of rules. */
final class PolicyFile {

  private PolicyFile() {}

  static Policy read(Path file) {
    String name = Printable.of(file.toString());
    try (InputStream yaml = Files.newInputStream(file)) {
      return Policy.shipped().with(yaml);
    } catch (NoSuchFileException e) {
      throw UserException.usage("--config " + name + ": there is no such file");
    } catch (IOException e) {
      throw UserException.usage("--config " + name + ": cannot be read: " + e.getMessage());
    } catch (InvalidPolicyException e) {
      throw UserException.usage("--config " + name + ": " + e.getMessage());
    }
  }
}
