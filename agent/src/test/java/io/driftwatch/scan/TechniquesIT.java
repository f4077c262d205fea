package io.driftwatch.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.judge.Finding;
import io.driftwatch.judge.Severity;
import io.driftwatch.report.ContainerReport;
import io.driftwatch.report.Status;
import io.driftwatch.testing.Commands;
import io.driftwatch.testing.RealParts;
import io.driftwatch.testing.Runtimes;
import io.driftwatch.testing.Runtimes.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What intruders do to stay, by the commands that they use, in a real container of Debian and in
 * one that is laid out as Alpine is.
 *
 * @see <a href="https://attack.mitre.org/tactics/TA0003/">MITRE ATT&CK, Persistence</a>
 */
@Tag("runtime")
@Timeout(300)
final class TechniquesIT {

  /** What is not in a minimal Debian and must be to plan jobs, be another, or trust somebody. */
  private static final List<String> PACKAGES =
      List.of(
          "cron",
          "cron-daemon-common",
          "sensible-utils",
          "at",
          "sudo",
          "openssl",
          "libssl3",
          "ca-certificates");

  private static final String SERVER = "[Service]\\nExecStart=/bin/id\\n[Install]\\n";

  /** Technique, path, and what is done: the path ends with a star where the rest is made up. */
  private static final List<String> DEBIAN =
      List.of(
          "T1037.004 /etc/rc.local | printf 'id >/tmp/id &\\n' >>/etc/rc.local",
          "T1037.004 /etc/init.d/evil | printf 'id\\n' >/etc/init.d/evil",
          "T1037.004 /etc/rc2.d/S99evil | mkdir -p /etc/rc2.d;"
              + " ln -s ../init.d/evil /etc/rc2.d/S99evil",
          "T1053.002 /var/spool/cron/atjobs/a* | echo id | at now + 1 hour",
          "T1053.003 /var/spool/cron/crontabs/root | echo '* * * * * id' | crontab -",
          "T1053.003 /etc/cron.d/evil | echo '* * * * * root id' >/etc/cron.d/evil",
          "T1053.003 /etc/crontab | echo '* * * * * root id' >>/etc/crontab",
          "T1053.006 /etc/systemd/system/evil.timer | mkdir -p /etc/systemd/system;"
              + " printf '[Timer]\\nOnCalendar=*-*-* *:*:00\\n' >/etc/systemd/system/evil.timer",
          "T1053.006 /etc/systemd/system/timers.target.wants/evil.timer |"
              + " mkdir -p /etc/systemd/system/timers.target.wants;"
              + " ln -s ../evil.timer /etc/systemd/system/timers.target.wants/evil.timer",
          "T1098.004 /root/.ssh/authorized_keys | mkdir -p /root/.ssh;"
              + " echo 'ssh-ed25519 AAAA evil' >>/root/.ssh/authorized_keys",
          "T1098.004 /root/.ssh/rc | echo id >/root/.ssh/rc",
          "T1098.004 /etc/ssh/sshd_config | mkdir -p /etc/ssh;"
              + " echo 'PermitRootLogin yes' >>/etc/ssh/sshd_config",
          "T1136.001 /etc/passwd | useradd --create-home --shell /bin/bash evil",
          "T1136.001 /etc/shadow | echo evil:evil | chpasswd",
          "T1505.003 /usr/local/apache2/htdocs/img.PHP |"
              + " echo '<?php system($_GET[0]);' >/usr/local/apache2/htdocs/img.PHP",
          "T1505.003 /usr/lib/cgi-bin/id.cgi | mkdir -p /usr/lib/cgi-bin;"
              + " echo 'print qx(id)' >/usr/lib/cgi-bin/id.cgi",
          "T1505.003 /usr/local/apache2/htdocs/.htaccess |"
              + " echo 'AddType application/x-httpd-php .jpg' >/usr/local/apache2/htdocs/.htaccess",
          "T1543.002 /etc/systemd/system/evil.service | printf '"
              + SERVER
              + "' >/etc/systemd/system/evil.service",
          "T1543.002 /etc/systemd/system/multi-user.target.wants/evil.service |"
              + " mkdir -p /etc/systemd/system/multi-user.target.wants; ln -s ../evil.service"
              + " /etc/systemd/system/multi-user.target.wants/evil.service",
          "T1543.002 /root/.config/systemd/user/evil.service |"
              + " mkdir -p /root/.config/systemd/user;"
              + " cp /etc/systemd/system/evil.service /root/.config/systemd/user/evil.service",
          "T1546.004 /root/.bashrc | echo id >>~/.bashrc",
          "T1546.004 /root/.profile | echo id >>~/.profile",
          "T1546.004 /root/.bash_profile | echo id >>~/.bash_profile",
          "T1546.004 /root/.bash_logout | echo id >>~/.bash_logout",
          "T1546.004 /etc/profile | sed -i '1s/^/id\\n/' /etc/profile",
          "T1546.004 /etc/profile.d/evil.sh | echo id >/etc/profile.d/evil.sh",
          "T1546.004 /etc/bash.bashrc | echo id >>/etc/bash.bashrc",
          "T1546.017 /etc/udev/rules.d/99-evil.rules | mkdir -p /etc/udev/rules.d;"
              + " echo 'RUN+=\"/bin/id\"' >/etc/udev/rules.d/99-evil.rules",
          "T1546.018 /usr/lib/python3/dist-packages/evil.pth |"
              + " mkdir -p /usr/lib/python3/dist-packages;"
              + " echo 'import os' >/usr/lib/python3/dist-packages/evil.pth",
          "T1546.016 /etc/apt/apt.conf.d/99evil |"
              + " echo 'APT::Update::Pre-Invoke {\"id\";};' >/etc/apt/apt.conf.d/99evil",
          "T1548.001 /tmp/.s | cp /bin/true /tmp/.s; chmod u+s /tmp/.s",
          "T1548.001 /usr/bin/env | chmod g+s /usr/bin/env",
          "T1548.003 /etc/sudoers.d/evil |"
              + " echo 'www-data ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/evil",
          "T1548.003 /etc/sudoers | sed -i 's/env_reset/!tty_tickets/' /etc/sudoers",
          "T1553.004 /etc/ssl/certs/ca-certificates.crt | cd /tmp;"
              + " openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=evil -keyout k -out c 2>&1;"
              + " cp c /usr/local/share/ca-certificates/evil.crt; update-ca-certificates",
          "T1556.003 /etc/pam.d/common-auth |"
              + " sed -i '1s/^/auth sufficient pam_permit.so\\n/' /etc/pam.d/common-auth",
          "T1556.003 /usr/lib/*/security/pam_evil.so |"
              + " cd /usr/lib/*/security; cp pam_permit.so pam_evil.so",
          "T1556.003 /etc/nsswitch.conf | sed -i 's/^passwd:.*/passwd: evil/' /etc/nsswitch.conf",
          "T1574.006 /etc/ld.so.preload | echo /tmp/evil.so >/etc/ld.so.preload",
          "T1574.006 /etc/ld.so.conf.d/0.conf | echo /tmp >/etc/ld.so.conf.d/0.conf",
          "T1574.007 /usr/local/bin/ls | ln -s /tmp/evil /usr/local/bin/ls");

  private static final List<String> ALPINE =
      List.of(
          "T1037.004 /etc/init.d/evil | echo 'command=/bin/id' >/etc/init.d/evil",
          "T1037.004 /etc/runlevels/default/evil |"
              + " ln -s /etc/init.d/evil /etc/runlevels/default/evil",
          "T1037.004 /etc/local.d/evil.start | echo id >/etc/local.d/evil.start",
          "T1037.004 /etc/inittab | echo '::respawn:/bin/id' >>/etc/inittab",
          "T1053.003 /etc/crontabs/root | echo '* * * * * id' | crontab -",
          "T1053.003 /etc/periodic/15min/evil | echo id >/etc/periodic/15min/evil",
          "T1098.004 /root/.ssh/authorized_keys | mkdir -p /root/.ssh;"
              + " echo 'ssh-ed25519 AAAA evil' >>/root/.ssh/authorized_keys",
          "T1136.001 /etc/passwd | echo 'evil:x:0:0::/root:/bin/sh' >>/etc/passwd",
          "T1505.003 /var/www/localhost/htdocs/x.php |"
              + " echo '<?php system($_GET[0]);' >/var/www/localhost/htdocs/x.php",
          "T1546.004 /etc/profile | echo id >>/etc/profile",
          "T1546.004 /etc/profile.d/evil.sh | echo id >/etc/profile.d/evil.sh",
          "T1546.004 /root/.profile | echo id >>/root/.profile",
          "T1546.004 /root/.ashrc | echo id >>/root/.ashrc",
          "T1546.004 /etc/environment | echo ENV=/root/.ashrc >>/etc/environment",
          "T1546.016 /etc/apk/repositories | echo http://evil.example >>/etc/apk/repositories",
          "T1546.016 /etc/apk/keys/evil.rsa.pub | echo key >/etc/apk/keys/evil.rsa.pub",
          "T1546.016 /lib/apk/commit_hooks.d/evil | echo id >/lib/apk/commit_hooks.d/evil",
          "T1548.001 /tmp/.s | cp /bin/busybox /tmp/.s; chmod u+s /tmp/.s",
          "T1548.003 /etc/doas.d/evil.conf | echo 'permit nopass evil' >/etc/doas.d/evil.conf",
          "T1548.003 /etc/sudoers.d/evil | mkdir -p /etc/sudoers.d;"
              + " echo 'evil ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/evil",
          "T1553.004 /etc/ssl/cert.pem | echo evil >>/etc/ssl/cert.pem",
          "T1553.004 /usr/local/share/ca-certificates/evil.crt |"
              + " mkdir -p /usr/local/share/ca-certificates;"
              + " echo evil >/usr/local/share/ca-certificates/evil.crt",
          "T1556.003 /etc/pam.d/base-auth |"
              + " echo 'auth sufficient pam_permit.so' >>/etc/pam.d/base-auth",
          "T1574.006 /etc/ld-musl-x86_64.path | echo /tmp >/etc/ld-musl-x86_64.path",
          "T1574.006 /etc/ld.so.preload | echo /tmp/evil.so >/etc/ld.so.preload");

  /**
   * Folders and files of Alpine's that the image of busybox lacks; cron's spool is a link there.
   */
  private static final String ALPINE_LAYOUT =
      """
      mkdir -p /etc/crontabs /etc/periodic/15min /etc/profile.d /etc/init.d /etc/runlevels/default
      mkdir -p /etc/local.d /etc/apk/keys /lib/apk/commit_hooks.d /etc/ssl /etc/doas.d /etc/pam.d
      mkdir -p /var/spool/cron /var/www/localhost/htdocs
      ln -s /etc/crontabs /var/spool/cron/crontabs
      echo http://dl-cdn.alpinelinux.org/alpine/v3.20/main >/etc/apk/repositories
      echo '::sysinit:/sbin/openrc sysinit' >/etc/inittab
      echo 'export PATH=/bin' >/etc/profile
      echo certificate >/etc/ssl/cert.pem
      echo 'auth required pam_unix.so' >/etc/pam.d/base-auth
      """;

  private static Runtimes runtimes;

  @TempDir private Path folder;
  private final List<Started> started = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    runtimes = Runtimes.start("docker");
  }

  @AfterAll
  static void stop() throws IOException {
    if (runtimes != null) {
      runtimes.close();
    }
  }

  @AfterEach
  void removeContainers() throws IOException {
    for (Started container : started) {
      runtimes.remove(container);
    }
  }

  @Test
  void ofDebian() throws IOException {
    Path packages = Files.createDirectory(folder.resolve("packages"));
    List<String> download = new ArrayList<>(List.of("apt-get", "-qq", "download"));
    download.addAll(PACKAGES);
    Commands.Result fetched =
        Commands.attempt(new ProcessBuilder(download).directory(packages.toFile()));
    RealParts.need("Debian's packages", fetched.status() == 0, "apt-get update: a mirror");
    String image =
        image(
            "debian",
            "httpd",
            "dpkg --install /packages/cron-daemon*.deb; dpkg --install /packages/*.deb",
            "-v",
            packages + ":/packages");

    assertAllAreCritical(image, DEBIAN);
  }

  @Test
  void ofAlpine() throws IOException {
    assertAllAreCritical(image("alpine", "busybox", ALPINE_LAYOUT), ALPINE);
  }

  /** A document root that is shared, and what the entrypoint puts there. */
  @Test
  void codeInVolumes() throws IOException {
    String image =
        image(
            "pages",
            "busybox",
            """
            mkdir -p /usr/src/app
            for i in $(seq 300); do echo "<?php // $i" >/usr/src/app/page$i.php; done
            """);
    Started container = run(image, "--tmpfs", "/srv");
    exec(
        container,
        """
        cp -r /usr/src/app /srv/www; mkdir -p /srv/www/templates_c /srv/www/up
        for i in $(seq 300); do echo "<?php // $i" >/srv/www/templates_c/$i.tpl.php; done
        """);
    ContainerReport installed = Scenario.scan(container.id());
    exec(
        container,
        """
        echo '<?php system($_GET[0]);' >/srv/www/up/shell.PHP; echo x >/srv/www/up/plain
        echo '<?php evil' >/srv/www/page7.php; cp /srv/www/page1.php /srv/www/page2.php
        cp /bin/busybox /srv/www/templates_c/x.tpl.php
        """);

    assertEquals(List.of(), lines(installed, Severity.CRITICAL));
    assertEquals(300, lines(installed, Severity.WARNING).size());
    assertEquals(300, lines(installed, Severity.INFO).size());
    assertEquals(
        List.of(
            "executable-in-volume /srv/www/page2.php",
            "executable-in-volume /srv/www/page7.php",
            "executable-in-volume /srv/www/templates_c/x.tpl.php",
            "executable-in-volume /srv/www/up/shell.PHP"),
        lines(Scenario.scan(container.id()), Severity.CRITICAL));
  }

  private void assertAllAreCritical(String image, List<String> rows) throws IOException {
    Started container = run(image);
    assertEquals(List.of(), lines(Scenario.scan(container.id()), Severity.CRITICAL));
    exec(
        container,
        rows.stream()
            .map(row -> "( " + row.split(" \\| ", 2)[1] + " ) || exit 1\n")
            .collect(Collectors.joining()));
    ContainerReport report = Scenario.scan(container.id());

    assertEquals(Status.SCANNED, report.status());
    assertFalse(report.findings().isEmpty());
    assertEquals(List.of(), rows.stream().filter(row -> !isTold(row, report)).toList());
  }

  /** Whether there is a critical finding of the path, by a rule that stands for the technique. */
  private static boolean isTold(String row, ContainerReport report) {
    String[] words = row.split(" ", 3);
    String path = words[1].replace("*", "[^/]*");
    return report.findings().stream()
        .filter(finding -> finding.change().path().toString().matches(path))
        .anyMatch(
            finding ->
                finding.severity() == Severity.CRITICAL && finding.techniques().contains(words[0]));
  }

  private static List<String> lines(ContainerReport report, Severity severity) {
    return report.findings().stream()
        .filter(finding -> finding.severity() == severity)
        .map((Finding finding) -> finding.rule() + " " + finding.change().path())
        .sorted()
        .toList();
  }

  /** Another image, in which something was done before. */
  private String image(String name, String base, String script, String... options)
      throws IOException {
    Started builder = run(base, options);
    exec(builder, script);
    String image = "localhost/driftwatch/" + name + ":1";
    Commands.Result committed = runtimes.docker("commit", builder.id(), image);
    assertTrue(committed.status() == 0, committed.errors());
    runtimes.remove(builder);
    started.remove(builder);
    return image;
  }

  private Started run(String image, String... options) throws IOException {
    List<String> all = Stream.concat(Stream.of("--"), Stream.of(options)).toList();
    Started container = runtimes.run("docker", "dw-techniques", image, all);
    started.add(container);
    return container;
  }

  private void exec(Started container, String script) throws IOException {
    runtimes.exec(container, Files.writeString(folder.resolve("do.sh"), "set -e\n" + script));
  }
}
