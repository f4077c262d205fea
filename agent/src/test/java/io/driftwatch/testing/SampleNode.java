package io.driftwatch.testing;

import io.driftwatch.container.Container;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileType;
import io.driftwatch.file.Reason;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.NodeReport;
import io.driftwatch.report.Status;
import java.nio.charset.StandardCharsets;

/** A node on which a bit of everything has happened. */
public final class SampleNode {
  private SampleNode() {}

  /** A scan of it, its containers in no order. */
  public static NodeReport scan() {
    return Samples.node(
        Samples.report(Samples.docker("registry", "registry:2")).mountpoint().build(),
        brokenInto(),
        upgradedByHand(),
        Samples.report(
                Samples.inPod(
                    "kube-system",
                    "coredns-5d78c9869d-m2x7k",
                    "coredns",
                    "registry.k8s.io/coredns/coredns:v1.11.1"))
            .touched(2)
            .build(),
        logging(),
        partlySeen(),
        Samples.unseen(Samples.docker("vfs", "busybox"), Status.UNOBSERVABLE, Reason.NOT_OVERLAY),
        Samples.unseen(Samples.docker("job", "alpine:3.20"), Status.FAILED, Reason.VANISHED),
        immutable(),
        Samples.report(Samples.docker("cache", "redis:7.2")).touched(1).build());
  }

  /** A scan of those of its containers that fit into a picture. */
  public static NodeReport excerpt() {
    return Samples.node(
        brokenInto(),
        immutable(),
        partlySeen(),
        Samples.report(Samples.docker("cache", "redis:7.2")).touched(1).build(),
        Samples.report(Samples.docker("registry", "registry:2")).mountpoint().build());
  }

  /** A container that someone was busy in. */
  public static ContainerReport brokenInto() {
    SampleFile su = SampleFile.program("su");
    return Samples.report(Samples.docker("web", "nginx:1.27"))
        .added("/tmp/.x/miner", SampleFile.program("miner").size(5_242_880))
        .added("/tmp/.x", SampleFile.directory())
        .added("/tmp/note", SampleFile.text("hello").changed(Samples.STARTED.plusSeconds(4)))
        .deleted("/usr/bin/touch", SampleFile.program("touch"))
        .changed("/bin/su", su, SampleFile.program("su").mode(04755))
        .changed("/usr/bin/ping", SampleFile.program("ping"), SampleFile.program("ping").netRaw())
        .changed("/etc/passwd", SampleFile.text("root").size(839), SampleFile.text("r").size(842))
        .changed(
            "/etc/nginx/nginx.conf",
            SampleFile.text("worker_processes 1"),
            SampleFile.text("worker_processes 2"))
        .changed("/etc/nginx/conf.d", SampleFile.directory(), SampleFile.link(path("/tmp/m")))
        .changed(
            "/usr/bin/awk", SampleFile.link(path("mawk")), SampleFile.link(path("/tmp/.x/miner")))
        .changed(
            "/srv/www", SampleFile.directory(), SampleFile.directory().owner(33, 33).mode(0777))
        .changed(
            "/srv/data",
            SampleFile.text("x"),
            SampleFile.text("x").xattr("user.mark", "1".getBytes(StandardCharsets.UTF_8)))
        .added("/srv/disk", SampleFile.device(FileType.BLOCK, 254, 0))
        .added("/run/pipe", SampleFile.special(FileType.FIFO))
        .mounted("/etc/ssl/certs")
        .touched(3)
        .build();
  }

  /** More findings than a table lists. */
  private static ContainerReport upgradedByHand() {
    Container shop =
        Samples.inPod(
            "default",
            "shop-5d8f7c9b4-q2x7k",
            "cart",
            "registry.example.com/shop/cart:2.4.1-20261104");
    SampleReport report = Samples.report(shop);
    for (int i = 0; i < 1200; i++) {
      String module = "/usr/lib/python3/dist-packages/requests/m%04d.py".formatted(i);
      report.changed(module, SampleFile.text("old"), SampleFile.text("newer"));
    }
    for (int i = 0; i < 40; i++) {
      report.added("/var/cache/apt/archives/p%02d.deb".formatted(i), SampleFile.text("deb"));
    }
    return report
        .deleted("/opt/old", SampleFile.directory())
        .deleted("/opt/old/README", SampleFile.text("read me"))
        .added("/usr/local/bin/pip", SampleFile.program("pip"))
        .build();
  }

  private static ContainerReport logging() {
    return Samples.report(Samples.docker("db", "postgres:16"))
        .added("/var/log/postgresql.log", SampleFile.text("log").size(1_048_576))
        .added("/run/postgresql.pid", SampleFile.text("17").changed(Samples.STARTED))
        .build();
  }

  /** A container of which some paths could not be looked at. */
  public static ContainerReport partlySeen() {
    return Samples.report(Samples.docker("vault", "vault:1.17"))
        .cannotLook(path("/srv/secret"), Reason.ACCESS_DENIED)
        .cannotLook(path("/srv/queue/0001"), Reason.IN_FLUX)
        .cannotLook(path("/srv/deep"), Reason.BUDGET_DEPTH)
        .cannotLook(path("/tmp/a"), Reason.VANISHED)
        .cannotLook(path("/tmp/b"), Reason.SWAPPED)
        .build();
  }

  /** A pod's container with a read-only root that has changed all the same. */
  public static ContainerReport immutable() {
    return Samples.readOnly(Samples.inPod("default", "immutable", "app", "app:1"))
        .added("/etc/cron.d/x", SampleFile.text("* * * * *"))
        .cannotLook(path("/srv/x"), Reason.IO_ERROR)
        .build();
  }

  private static FilePath path(String text) {
    return FilePath.of(text);
  }
}
