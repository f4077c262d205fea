package io.driftwatch.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Hundreds of containers in a second: processes in overlays of their own, with what containerd
 * would have noted of them, below one shim, which is a script.
 */
public final class ManyContainers implements AutoCloseable {

  /** What their names begin with. */
  public static final String NAME = "dw-many-";

  private static final String SHIM =
      Scripts.ENTER
          + """
      mount --make-rprivate /
      for bundle in ../*; do
        layers=$1/${bundle#../}
        mkdir -p $layers/upper $layers/work
        mount -t overlay -o lowerdir=$1/lower,upperdir=$layers/upper,workdir=$layers/work \
          none $bundle/rootfs
        enter $bundle/rootfs "exec /busybox sleep 100000" >/dev/null 2>&1 &
        echo $! >$bundle/init.pid
      done
      echo ready
      wait
      """;

  private final Path folder;
  private final Background shim;

  private ManyContainers(Path folder, Background shim) {
    this.folder = folder;
    this.shim = shim;
  }

  /** Starts so many. */
  public static ManyContainers start(int number) throws IOException {
    RealParts.overlayMounts();
    RealParts.command("busybox");
    RealParts.command("pivot_root");
    Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "driftwatch-test");
    Path lower = Files.createDirectories(folder.resolve("lower/srv")).getParent();
    Files.createDirectory(lower.resolve("old"));
    Commands.run("sh", "-c", "cp \"$(command -v busybox)\" " + lower.resolve("busybox"));
    Path bundles = folder.resolve("k8s.io");
    for (int i = 0; i < number; i++) {
      Path bundle = bundles.resolve(NAME + i);
      Files.createDirectories(bundle.resolve("rootfs"));
      Files.writeString(
          bundle.resolve("config.json"),
          """
          {"root": {"path": "rootfs"}, "mounts": []}
          """);
    }
    Background shim =
        Background.start(
            folder.resolve("containerd-shim-runc-v2"),
            List.of("unshare", "--mount"),
            bundles.resolve(NAME + "0"),
            SHIM,
            folder.toString());
    ManyContainers containers = new ManyContainers(folder, shim);
    if (!shim.isReady()) {
      containers.close();
      throw new IOException(shim.said());
    }
    return containers;
  }

  /** Runs a shell script in the root of each, as the container would. */
  public void inEach(String script) throws IOException {
    Commands.run(
        "sh",
        "-euc",
        "for pid in $(cat "
            + folder
            + "/k8s.io/*/init.pid); do cd /proc/$pid/root; "
            + script
            + "; done");
  }

  @Override
  public void close() throws IOException {
    shim.close();
    Commands.run("rm", "-rf", "--one-file-system", folder.toString());
  }
}
