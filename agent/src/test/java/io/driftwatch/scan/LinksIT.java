package io.driftwatch.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftwatch.testing.PrivateMounts;
import io.driftwatch.testing.TestOverlay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On many systems every command is a link to busybox: without the link the command is gone. */
final class LinksIT {

  @Test
  void linkOfTheImageToAProgramIsAProgram() throws Exception {
    PrivateMounts.run(
        folder -> {
          TestOverlay overlay = new TestOverlay(folder).layer(LinksIT::busybox);
          Path container = overlay.container();
          Files.delete(container.resolve("usr/bin/touch"));
          Files.delete(container.resolve("usr/bin/rm"));
          Files.delete(container.resolve("usr/bin/ls"));
          Files.delete(container.resolve("usr/bin/loop"));
          Files.delete(container.resolve("usr/bin/notes"));
          Files.createSymbolicLink(container.resolve("usr/bin/own"), Path.of("busybox"));
          assertEquals(
              List.of(
                  "added critical /usr/bin/own",
                  "deleted critical /usr/bin/ls",
                  "deleted critical /usr/bin/rm",
                  "deleted critical /usr/bin/touch",
                  "deleted warning /usr/bin/loop",
                  "deleted warning /usr/bin/notes"),
              Scanned.of(overlay.located()).findings());
        });
  }

  private static void busybox(Path root) throws Exception {
    Path programs = Files.createDirectories(root.resolve("usr/bin"));
    Files.createSymbolicLink(root.resolve("bin"), Path.of("usr/bin"));
    Path busybox = Files.writeString(programs.resolve("busybox"), "program");
    Files.setPosixFilePermissions(busybox, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(root.resolve("notes"), "no program");
    Files.createSymbolicLink(programs.resolve("touch"), Path.of("busybox"));
    Files.createSymbolicLink(programs.resolve("rm"), Path.of("/bin/busybox"));
    Files.createSymbolicLink(programs.resolve("ls"), Path.of("../bin/touch"));
    Files.createSymbolicLink(programs.resolve("loop"), Path.of("loop"));
    Files.createSymbolicLink(programs.resolve("notes"), Path.of("../../notes"));
  }
}
