package io.driftwatch.scan;

import static io.driftwatch.testing.Scripts.sh;

import io.driftwatch.testing.Background;
import io.driftwatch.testing.Scripts;
import io.driftwatch.testing.TestOverlay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A container with every kind of drift, mounts and volumes, as containerd's shim would run it:
 * found like any other, by a process of that name, its bundle, and the mounts.
 */
final class DriftedContainer implements AutoCloseable {

  /** Of this process, so that it is not mistaken for one that another left behind. */
  static final String ID = "dw-faults-" + ProcessHandle.current().pid();

  private static final String SANDBOX = "5a".repeat(32);

  private static final String CONFIG =
      """
      {"root": {"path": "%1$s"},
       "process": {"cwd": "/link/work", "args": ["sh", "-c", "rm /declared"], "user": {"uid": 0, "gid": 0}},
       "mounts": [
         {"destination": "/dev/shm", "type": "tmpfs", "source": "shm"},
         {"destination": "/link/secrets", "type": "bind", "source": "/anywhere", "options": ["ro"]},
         {"destination": "/etc/hosts", "type": "bind", "source": "%2$s"}],
       "linux": {"maskedPaths": ["/masks/file", "/masks/folder"]}}
      """;

  private static final String IMAGE =
      """
      mkdir etc dev dev/shm old masks masks/folder run run/work plain plain/deep opaque moved
      ln -s run link
      cp "$(command -v busybox)" busybox; echo image >masks/file
      echo hosts >etc/hosts
      echo image >plain/modified; echo image >plain/touched; echo image >plain/mode
      echo image >plain/deleted; echo image >plain/deep/same; echo image >declared
      echo image >plain/attribute; setfattr -n user.a -v 1 plain/attribute
      echo image >opaque/below; echo image >moved/below
      echo image >hard1; ln hard1 hard2
      ln -s a symlink; mkfifo replaced
      truncate -s 1M sparse; echo image >>sparse
      head -c 100000 /dev/zero >large
      """;

  private static final String SECOND_LAYER =
      """
      echo second >plain/second; rm plain/deep/same; mkdir upper2; echo image >upper2/file
      rm -r opaque; mkdir opaque; echo image >opaque/other
      """;

  private static final String DRIFT =
      """
      echo drift >plain/modified; touch -d @1 plain/touched; chmod 600 plain/mode
      rm plain/deleted declared; echo '#!/bin/sh' >plain/deep/program
      setfattr -n user.a -v 2 plain/attribute
      rm -r opaque; mkdir opaque; echo new >opaque/new
      mv moved elsewhere; echo more >elsewhere/more
      echo drift >hard1; ln -sf b symlink; rm replaced; mkdir replaced
      printf x | dd of=sparse bs=1 seek=500000 conv=notrunc status=none
      printf x | dd of=large bs=1 seek=99999 conv=notrunc status=none
      chmod 755 upper2/file
      mkdir -p new/deep/deeper; echo new >new/deep/deeper/file; mkdir etc/mounted
      """;

  /** In the namespace of the container's process. */
  private static final String RUN =
      Scripts.ENTER
          + """
      cd "$1" &&
      mount -t tmpfs shm dev/shm && echo '#!/bin/sh' >dev/shm/program && mkdir dev/shm/deep &&
      echo '#!/bin/sh' >dev/shm/deep/program && echo plain >dev/shm/plain &&
      mkdir run/secrets && mount -t tmpfs secrets run/secrets &&
      mount --bind "$2" etc/hosts && mount -t tmpfs evil etc/mounted &&
      echo '#!/bin/sh' >etc/mounted/program &&
      mount --bind /dev/null masks/file && mount -t tmpfs -o ro none masks/folder &&
      enter . "echo ready; exec /busybox sleep 10000"
      """;

  private final Background shim;

  private DriftedContainer(Background shim) {
    this.shim = shim;
  }

  /** Starts it in a folder that is an empty tmpfs of the calling thread's own. */
  static DriftedContainer start(Path folder) throws Exception {
    TestOverlay overlay = new TestOverlay(folder, TestOverlay.Feature.ALL);
    Path root = overlay.layer(sh(IMAGE)).layer(sh(SECOND_LAYER)).container();
    sh(DRIFT).in(root);
    Path hosts = Files.createDirectories(folder.resolve("sandboxes/" + SANDBOX)).resolve("hosts");
    Files.writeString(hosts, "#!/bin/sh\n");
    Path bundle = Files.createDirectories(folder.resolve("k8s.io/" + ID));
    Files.writeString(bundle.resolve("config.json"), CONFIG.formatted(root, hosts));
    Files.writeString(folder.resolve("run"), RUN);
    String script =
        """
        unshare --mount sh "$1" "$2" "$3" &
        echo $! >init.pid
        wait
        """;
    Background shim =
        Background.start(
            folder.resolve("containerd-shim-runc-v2"),
            List.of(),
            bundle,
            script,
            folder.resolve("run").toString(),
            root.toString(),
            hosts.toString());
    if (!shim.isReady()) {
      shim.close();
      throw new IOException(shim.said());
    }
    return new DriftedContainer(shim);
  }

  @Override
  public void close() {
    shim.close();
  }
}
