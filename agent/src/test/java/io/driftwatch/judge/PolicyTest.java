package io.driftwatch.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.compare.Aspect;
import io.driftwatch.compare.Change;
import io.driftwatch.compare.ChangeBuilder;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.container.OciProcess;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileType;
import io.driftwatch.testing.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules that are shipped. */
final class PolicyTest {

  private static final Set<Trait> COPIED = Set.of(Trait.COPY_OF_IMAGE);

  private static final Instant LONG_AGO = Instant.EPOCH.minusSeconds(86_400);

  /** For each shipped rule a change that falls under it, and one that only almost does. */
  static Stream<Arguments> examples() {
    return Stream.of(
        row(
            "privilege-gained",
            set(of(ChangeKind.ADDED, "/tmp/x"), 04755),
            "added-executable",
            program(of(ChangeKind.ADDED, "/tmp/x"))),
        row(
            "privilege-gained", set(of(ChangeKind.METADATA, "/opt/x"), 02644),
            "image-file-changed", of(ChangeKind.METADATA, "/opt/x")),
        row(
            "privilege-gained",
            of(ChangeKind.METADATA, "/opt/x").now(s -> s.capability((byte) 1)),
            "image-file-changed",
            of(ChangeKind.METADATA, "/opt/x").image(s -> s.capability((byte) 1))),
        row(
            "added-executable",
            program(of(ChangeKind.ADDED, "/tmp/x")),
            "scratch-file-added",
            of(ChangeKind.ADDED, "/tmp/x")),
        row(
            "modified-executable", program(of(ChangeKind.MODIFIED, "/opt/x")),
            "image-file-changed", of(ChangeKind.MODIFIED, "/opt/x")),
        row(
            "replaced-executable", program(of(ChangeKind.REPLACED, "/opt/x")),
            "image-file-changed", of(ChangeKind.REPLACED, "/opt/x")),
        row(
            "deleted-executable", program(of(ChangeKind.DELETED, "/opt/x")),
            "image-file-changed", of(ChangeKind.DELETED, "/opt/x")),
        row(
            "image-file-changed",
            program(of(ChangeKind.METADATA, "/opt/x")),
            "file-added",
            of(ChangeKind.ADDED, "/opt/x")),
        row(
            "image-file-changed",
            of(ChangeKind.MODIFIED, "/tmp/x"),
            "scratch-file-added",
            of(ChangeKind.ADDED, "/tmp/x")),
        row(
            "file-added",
            of(ChangeKind.ADDED, "/opt/x"),
            "scratch-file-added",
            of(ChangeKind.ADDED, "/run/x")));
  }

  private static Arguments row(
      String rule, ChangeBuilder example, String otherRule, ChangeBuilder nearMiss) {
    return Arguments.of(rule, example.build(), otherRule, nearMiss.build());
  }

  @ParameterizedTest(name = "{0}, not {2}")
  @MethodSource("examples")
  void aShippedRuleHitsItsExampleAndMissesTheNearMiss(
      String rule, Change example, String otherRule, Change nearMiss) {
    assertEquals(rule, ruleOf(example));
    assertEquals(otherRule, ruleOf(nearMiss));
  }

  /** Rules that go by path: for each pattern a path that it hits, and one beside it. */
  private static final String PATHS =
      """
      sensitive-file /etc/passwd /etc/passwd-
      sensitive-file /etc/shadow /etc/shadow.bak
      sensitive-file /etc/group /etc/groups
      sensitive-file /etc/gshadow /opt/etc/gshadow
      privilege-rules /etc/sudoers /etc/sudo.conf
      privilege-rules /etc/sudoers.d /etc/sudoers.dd
      privilege-rules /etc/sudoers.d/a /etc/sudoers.dist/a
      privilege-rules /etc/doas.conf /etc/doas.confx
      privilege-rules /etc/doas.d /opt/doas.d
      privilege-rules /etc/doas.d/a /etc/doas/a
      authentication /etc/pam.conf /etc/pam.conf.d
      authentication /etc/pam.d /etc/pam
      authentication /etc/pam.d/common-auth /opt/pam.d/common-auth
      authentication /etc/security /etc/securityx
      authentication /etc/security/a/b /opt/security/b
      authentication /lib64/security/pam_x /lib64/security/x
      authentication /lib/x86_64-linux-gnu/security/pam_x /lib/jvm/lib/security/pam_x
      authentication /usr/lib64/security/pam_x /usr/lib64/pam_x
      authentication /usr/lib/x86_64-linux-gnu/security/pam_x /usr/lib/a/b/security/pam_x
      authentication /home/u/.pam_environment /home/u/pam_environment
      authentication /etc/nsswitch.conf /etc/nsswitch.conf.bak
      linker /etc/ld.so.preload /etc/ld.so.preloaded
      linker /etc/ld.so.conf /etc/ld.so.confx
      linker /etc/ld.so.conf.d /usr/ld.so.conf.d
      linker /etc/ld.so.conf.d/a/b /etc/ld.so/a
      linker /etc/ld-musl-x86_64.path /etc/ld-musl.d/a.path
      linker-cache /etc/ld.so.cache /etc/ld.so.cache~
      at-job /var/spool/cron/atjobs /var/spool/atjobsx
      at-job /var/spool/cron/atjobs/a /var/spool/crons/atjobs/a
      at-job /var/spool/cron/atspool /var/spool/atspoolx
      at-job /var/spool/cron/atspool/a /var/spool/crons/atspool/a
      at-job /var/spool/at /var/spool/ats
      at-job /var/spool/at/a /var/spool/atx/a
      at-job /var/spool/atjobs/a /var/spool/atjob/a
      at-job /etc/at.allow /etc/at.allowed
      at-job /etc/at.deny /etc/at.denied
      cron-job /etc/crontab /etc/crontab2
      cron-job /etc/cron.d /etc/cron-d
      cron-job /etc/cron.daily/a /etc/crond/a
      cron-job /etc/anacrontab /etc/anacron
      cron-job /var/spool/cron /var/spool/mail
      cron-job /var/spool/cron/crontabs/root /var/spool/crons/root
      cron-job /etc/crontabs /etc/crontabss
      cron-job /etc/crontabs/root /opt/crontabs/root
      cron-job /etc/periodic /etc/periodical
      cron-job /etc/periodic/15min/a /opt/periodic/a
      systemd-timer /etc/systemd/system/a.timer /opt/a.timer
      systemd-unit /etc/systemd /etc/systemd-x
      systemd-unit /etc/systemd/system/a.service /opt/a.service
      systemd-unit /lib/systemd/system/a.service /lib/a.service
      systemd-unit /usr/lib/systemd/a /usr/lib/systemdx/a
      systemd-unit /usr/local/lib/systemd/a /usr/local/lib/a
      systemd-unit /run/systemd/system/a /srv/systemd/journal/a
      systemd-unit /root/.config/systemd/user/a.service /root/.config/a.service
      systemd-unit /home/u/.local/share/systemd/user/a /home/u/.local/share/a
      start-script /etc/rc.local /etc/rc.locale
      start-script /etc/rc.d /etc/rc-d
      start-script /etc/rc.d/a /opt/rc.d/a
      start-script /etc/rc3.d /etc/rc33.d
      start-script /etc/rcS.d/S01a /etc/rcSS.d/a
      start-script /etc/init.d /etc/initd
      start-script /etc/init.d/a /opt/init.d/a
      start-script /etc/inittab /etc/inittab.bak
      start-script /etc/local.d /etc/locale.d
      start-script /etc/local.d/a.start /etc/locale.d/a
      start-script /etc/runlevels /etc/runlevel
      start-script /etc/runlevels/default/a /opt/runlevels/a
      start-script /docker-entrypoint.d /docker-entrypoint
      start-script /docker-entrypoint-initdb.d/a.sql /opt/docker-entrypoint.d/a.sql
      shell-start /etc/profile /etc/profile.bak
      shell-start /etc/profile.d /etc/profiles.d
      shell-start /etc/profile.d/a.sh /opt/profile.d/a
      shell-start /etc/bash.bashrc /etc/bash.bashrc.bak
      shell-start /etc/bash.bash_logout /etc/bash_logout
      shell-start /etc/bashrc /etc/bashrc.bak
      shell-start /etc/bash_completion.d/a /opt/bash_completion.d/a
      shell-start /etc/zshenv /opt/zshenv
      shell-start /etc/zsh/zshrc /opt/zsh/zshrc
      shell-start /etc/zprofile /etc/zprofiles
      shell-start /etc/zlogin /etc/zlogins
      shell-start /etc/zlogout /etc/zlogouts
      shell-start /etc/csh.cshrc /etc/csh
      shell-start /etc/ksh.kshrc /etc/kshrc
      shell-start /etc/mkshrc /etc/mksh
      shell-start /etc/fish/config.fish /opt/fish/config.fish
      shell-start /etc/environment /etc/environment.d
      user-shell-start /root/.bashrc /root/bashrc
      user-shell-start /root/.bash_profile /root/.bash_history
      user-shell-start /home/u/.bash_login /home/u/bash_login
      user-shell-start /home/u/.bash_logout /home/u/bash_logout
      user-shell-start /home/u/.bash_aliases /home/u/aliases
      user-shell-start /var/lib/postgresql/.profile /var/lib/postgresql/profile
      user-shell-start /root/.zshrc /root/.zsh_history
      user-shell-start /root/.zshenv /root/.zshenv.bak
      user-shell-start /root/.zprofile /root/zprofile
      user-shell-start /root/.zlogin /root/zlogin
      user-shell-start /root/.zlogout /root/zlogout
      user-shell-start /root/.kshrc /root/kshrc
      user-shell-start /root/.mkshrc /root/mkshrc
      user-shell-start /root/.ashrc /root/ashrc
      user-shell-start /root/.shrc /root/shrc
      user-shell-start /root/.cshrc /root/cshrc
      user-shell-start /root/.tcshrc /root/tcshrc
      user-shell-start /root/.config/fish/conf.d/a.fish /root/.config/fishes/a
      desktop-start /etc/xdg/autostart/a.desktop /etc/xdg/a
      desktop-start /root/.config/autostart/a.desktop /root/.config/a
      udev-rule /etc/udev /etc/udevx
      udev-rule /etc/udev/rules.d/a.rules /opt/udev/a.rules
      udev-rule /lib/udev/rules.d/a /lib/udevx/a
      udev-rule /usr/lib/udev/rules.d/a /usr/lib/udevx/a
      udev-rule /run/udev/rules.d/a /srv/udev/data/a
      python-start /opt/venv/lib/python3.11/site-packages/a.pth /models/resnet.pth
      python-start /usr/lib/python3/dist-packages/a.pth /usr/lib/python3/dist-packages/a/b.pth
      python-start /etc/python3.11/sitecustomize.py /opt/mysitecustomize.txt
      python-start /opt/sitecustomize.pyc /opt/sitecustomize.pyx
      python-start /opt/sitecustomize/__init__.py /opt/site/__init__.txt
      python-start /opt/usercustomize.py /opt/usercustomize.txt
      python-start /opt/usercustomize.pyc /opt/usercustomize.pyx
      python-start /opt/usercustomize/__init__.py /opt/user/__init__.txt
      ssh-user /root/.ssh/authorized_keys /root/.ssh/known_hosts
      ssh-user /home/u/.ssh/rc /home/u/.ssh/known_hosts.old
      ssh-user /home/u/.ssh/a/b /home/u/ssh/authorized_keys
      ssh-server /etc/ssh/sshd_config /etc/ssh/ssh_config
      ssh-server /etc/ssh/sshd_config.d /etc/ssh/ssh_config.d
      ssh-server /etc/ssh/sshd_config.d/a.conf /etc/ssh/ssh_config.d/a.conf
      ssh-server /etc/ssh/sshrc /etc/ssh/moduli
      ssh-server /etc/ssh/authorized_keys /etc/ssh/ssh_host_rsa_key.pub
      ssh-server /etc/ssh/authorized_keys.d/u /etc/ssh/known/u
      certificate-authority /etc/ssl/certs /etc/ssl/private
      certificate-authority /etc/ssl/certs/a.pem /etc/ssl/openssl.cnf
      certificate-authority /etc/ssl/cert.pem /etc/ssl/certs.pem
      certificate-authority /etc/pki/tls/a /etc/pkix/a
      certificate-authority /etc/ca-certificates.conf /etc/ca-certificates.conf.old
      certificate-authority /etc/ca-certificates/update.d/a /etc/ca-certs/a
      certificate-authority /usr/share/ca-certificates/a /usr/share/certificates/a
      certificate-authority /usr/local/share/ca-certificates/a /usr/local/share/ca/a
      certificate-authority /opt/java/openjdk/lib/security/cacerts /opt/java/cacerts
      package-source /etc/apt /etc/aptx
      package-source /etc/apt/apt.conf.d/99a /var/lib/apt/lists/a
      package-source /etc/dpkg/dpkg.cfg.d/a /var/lib/dpkg/status-old
      package-source /etc/apk/repositories /etc/apk/world
      package-source /etc/apk/repositories.d/a /etc/apk/cache/a
      package-source /etc/apk/keys/a.rsa.pub /etc/keys/a.rsa.pub
      package-source /lib/apk/commit_hooks.d/a /lib/apk/db/installed
      package-source /etc/yum.conf /etc/yum.confx
      package-source /etc/yum/pluginconf.d/a /var/lib/yum/a
      package-source /etc/yum.repos.d /etc/yum.d
      package-source /etc/yum.repos.d/a.repo /opt/yum.repos.d/a.repo
      package-source /etc/dnf/dnf.conf /var/lib/dnf/a
      package-source /etc/zypp/repos.d/a /opt/zypp/a
      package-source /etc/pacman.conf /etc/pacman.confx
      package-source /etc/pacman.d/mirrorlist /opt/pacman.d/a
      package-source /root/.config/pip/pip.conf /root/pip.txt
      package-source /root/.npmrc /root/npmrc
      package-source /app/.npmrc /app/node_modules/a/.npmrc
      git-hook /srv/repo.git/hooks/post-receive /srv/repo.git/config
      git-hook /srv/app/.git/modules/a/b/hooks/pre-push /srv/app/.git/modules/a/config
      git-hook /srv/app/.githooks/pre-commit /srv/app/githooks/pre-commit
      git-hook /usr/share/git-core/templates/hooks/a /usr/share/git-core/templates/info/a
      program-name /bin/a /bin2/a
      program-name /sbin/a /sbin/a/b
      program-name /usr/bin/ls /usr/bin/a/b
      program-name /usr/sbin/a /opt/sbin/a
      program-name /usr/local/bin/a /usr/local/share/bin/a
      program-name /usr/local/sbin/a /usr/local/a
      program-name /home/u/.local/bin/a /home/u/.local/share/a
      web-configuration /var/www/html/.user.ini /var/www/html/user.ini
      """;

  static Stream<Arguments> paths() {
    return PATHS.lines().map(line -> Arguments.of((Object[]) line.split(" ")));
  }

  @ParameterizedTest
  @MethodSource("paths")
  void aPlaceWhereIntrudersStayIsCritical(String rule, String path, String beside) {
    for (ChangeKind kind : List.of(ChangeKind.ADDED, ChangeKind.MODIFIED, ChangeKind.REPLACED)) {
      Finding finding = judge(of(kind, path).build());

      assertEquals(rule, finding.rule());
      assertEquals(Severity.CRITICAL, finding.severity());
    }
    assertEquals("file-added", ruleOf(of(ChangeKind.ADDED, beside).build()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "/etc/sudoers",
        "/etc/pam.d/su",
        "/etc/ld.so.preload",
        "/etc/crontab",
        "/var/spool/cron/atjobs/a",
        "/root/.ssh/authorized_keys",
        "/etc/ssh/sshd_config",
        "/etc/ssl/certs/a.pem"
      })
  void someFilesAreSensitiveWhateverHappensToThem(String path) {
    for (ChangeKind kind : ChangeKind.values()) {
      assertEquals(Severity.CRITICAL, severity(of(kind, path)), kind.id());
    }
  }

  /** Who takes away what could be used to stay does not stay by that. */
  @ParameterizedTest
  @ValueSource(strings = {"/etc/init.d/ssh", "/root/.bashrc", "/etc/apt/sources.list"})
  void othersMayGo(String path) {
    assertEquals("image-file-changed", ruleOf(of(ChangeKind.DELETED, path).build()));
  }

  /** An entrypoint that gives files to its user. */
  @ParameterizedTest
  @ValueSource(strings = {"/home/u/.bashrc", "/app/.npmrc", "/app/.git/hooks/pre-commit"})
  void anotherOwnerOfWhatIsInAHomeIsNoMoreThanAChange(String path) {
    assertEquals("image-file-changed", ruleOf(of(ChangeKind.METADATA, path).build()));
  }

  @Test
  void theLinkersCacheIsMadeAtTheStartByRuntimes() {
    ChangeBuilder cache = of(ChangeKind.MODIFIED, "/etc/ld.so.cache");
    Finding atStart = judge(cache.now(s -> s.changed(LONG_AGO.getEpochSecond() + 1, 0)).build());

    assertEquals("linker-cache-at-start", atStart.rule());
    assertEquals(Severity.WARNING, atStart.severity());
  }

  @ParameterizedTest
  @CsvSource({
    "/tmp/a,                     /tmp2/a",
    "/var/tmp/a/b,               /var/tmpx",
    "/run/a,                     /runx/a",
    "/var/run/a,                 /var/running",
    "/var/log/a,                 /var/logs/a",
    "/var/cache/a,               /var/caches/a",
  })
  void whatIsAddedToAScratchPlaceIsOnlyInformation(String path, String beside) {
    Finding finding = judge(of(ChangeKind.ADDED, path).build());

    assertEquals("scratch-file-added", finding.rule());
    assertEquals(Severity.INFO, finding.severity());
    assertEquals("file-added", ruleOf(of(ChangeKind.ADDED, beside).build()));
  }

  @Test
  void whatContentTellsOfByproducts() {
    Change compiled = of(ChangeKind.ADDED, "/opt/__pycache__/a.cpython-311.pyc").build();

    assertByproduct("byproduct-added", Severity.INFO, compiled, Trait.COMPILED_PYTHON);
    assertByproduct("unchecked-python", Severity.CRITICAL, compiled, Trait.UNCHECKED_PYTHON);
    assertByproduct("python-bytecode-added", Severity.WARNING, compiled);
    Change inScratch = of(ChangeKind.ADDED, "/tmp/a.pyc").build();
    assertByproduct("python-bytecode-added", Severity.WARNING, inScratch);
    Change changed = of(ChangeKind.MODIFIED, "/opt/__pycache__/a.cpython-311.pyc").build();
    assertByproduct("unchecked-python", Severity.CRITICAL, changed, Trait.UNCHECKED_PYTHON);
    assertByproduct("image-file-changed", Severity.WARNING, changed);
    Change pid = of(ChangeKind.ADDED, "/opt/a.pid").build();
    assertByproduct("byproduct-added", Severity.INFO, pid, Trait.PID_NUMBER);
    assertByproduct("file-added", Severity.WARNING, pid);
    Change program = program(of(ChangeKind.ADDED, "/opt/a.pid")).build();
    assertByproduct("added-executable", Severity.CRITICAL, program, Trait.PID_NUMBER);
  }

  private static void assertByproduct(
      String rule, Severity severity, Change change, Trait... ofContent) {
    Finding finding = judgeOf(false).judge(change, Set.of(ofContent));
    assertEquals(rule, finding.rule());
    assertEquals(severity, finding.severity());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".sh", ".bash", ".zsh", ".ksh", ".py", ".pyw", ".pl", ".pm", ".rb", ".js", ".cjs", ".mjs",
        ".lua", ".tcl"
      })
  void aScriptIsMoreThanAScratchFile(String ending) {
    Finding finding = judge(of(ChangeKind.ADDED, "/tmp/x" + ending).build());

    assertEquals("script-added", finding.rule());
    assertEquals(Severity.WARNING, finding.severity());
    assertEquals("script-added", ruleOf(of(ChangeKind.ADDED, "/opt/x" + ending).build()));
    assertEquals(
        "scratch-file-added", ruleOf(of(ChangeKind.ADDED, "/tmp/x" + ending + "x").build()));
  }

  /** The endings of the names of code, and what is none. */
  @ParameterizedTest
  @CsvSource({
    "/var/www/html/shell.php,       true",
    "/var/www/html/shell.PhP,       true",
    "/srv/x.php3,                   true",
    "/srv/x.php4,                   true",
    "/srv/x.php5,                   true",
    "/srv/x.php7,                   true",
    "/srv/x.php8,                   true",
    "/srv/x.phtml,                  true",
    "/srv/x.pht,                    true",
    "/srv/x.phar,                   true",
    "/srv/x.jsp,                    true",
    "/srv/x.jspx,                   true",
    "/srv/x.jspf,                   true",
    "/srv/x.war,                    true",
    "/srv/x.asp,                    true",
    "/srv/x.ASPX,                   true",
    "/srv/x.ashx,                   true",
    "/srv/x.asmx,                   true",
    "/srv/x.ascx,                   true",
    "/srv/x.cfm,                    true",
    "/usr/lib/cgi-bin/x.cgi,        true",
    "/srv/x.fcgi,                   true",
    "/srv/x.shtml,                  true",
    "/var/www/html/up/.htaccess,    true",
    "/tmp/.hidden/.php,             true",
    "/srv/x.jpg.php,                true",
    "/srv/x.php.jpg,                false",
    "/srv/x.php.,                   false",
    "/srv/xphp,                     false",
    "/srv/x.phpx,                   false",
    "/srv/x.php/readme,             false",
    "/srv/php,                      false",
  })
  void codeIsToldByItsName(String path, boolean isCode) {
    for (ChangeKind kind : List.of(ChangeKind.ADDED, ChangeKind.MODIFIED, ChangeKind.REPLACED)) {
      assertEquals(isCode, ruleOf(code(kind, path)).equals("web-code"), kind.id());
    }
    assertEquals("image-file-changed", ruleOf(code(ChangeKind.METADATA, path)));
    assertEquals("image-file-changed", ruleOf(code(ChangeKind.DELETED, path)));
  }

  @Test
  void aLinkCanBeCodeAndADirectoryCannot() {
    ChangeBuilder code = of(ChangeKind.ADDED, "/srv/x.php");

    assertEquals("web-code", ruleOf(code.type(FileType.SYMLINK).build()));
    assertEquals("file-added", ruleOf(code.type(FileType.DIRECTORY).build()));
    assertEquals("file-added", ruleOf(code.type(FileType.SOCKET).build()));
  }

  @Test
  void anEmptyFileRunsNothing() {
    ChangeBuilder empty = of(ChangeKind.ADDED, "/srv/x.php").now(s -> s.size(0));

    assertEquals("file-added", ruleOf(empty.build()));
    assertEquals("web-code", ruleOf(empty.type(FileType.SYMLINK).build()));
    assertEquals("web-code", ruleOf(code(ChangeKind.ADDED, "/srv/x.php")));
  }

  @Test
  void whatIsTheImagesCodeElsewhereIsOnlyInstalled() {
    Change added = code(ChangeKind.ADDED, "/srv/x.php");
    Change modified = code(ChangeKind.MODIFIED, "/srv/x.php");
    Change gained = of(ChangeKind.ADDED, "/srv/x.cgi").now(s -> s.permissions(04755)).build();

    assertEquals("copied-from-image", judgeOf(false).judge(added, COPIED).rule());
    assertEquals(Severity.INFO, judgeOf(false).judge(added, COPIED).severity());
    assertEquals(Severity.INFO, judgeOf(false).judgeInVolume(added, COPIED).severity());
    assertEquals("copied-over-image", judgeOf(false).judge(modified, COPIED).rule());
    assertEquals(Severity.WARNING, judgeOf(false).judge(modified, COPIED).severity());
    assertEquals("privilege-gained", judgeOf(false).judge(gained, COPIED).rule());
    assertEquals("read-only-root", judgeOf(true).judge(added, COPIED).rule());
  }

  /** A home that is made of the image's /etc/skel. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        ".bashrc",
        ".bash_profile",
        ".bash_logout",
        ".profile",
        ".kshrc",
        ".mkshrc",
        ".zshrc",
        ".zprofile"
      })
  void whatShellsRunIsAWarningWhereItIsTheImages(String name) {
    FilePath path = FilePath.of("/home/u/" + name);

    assertTrue(judgeOf(false).isWorthComparing(path));
    assertFalse(judgeOf(false).isCode(path));
    for (ChangeKind kind : List.of(ChangeKind.ADDED, ChangeKind.MODIFIED, ChangeKind.REPLACED)) {
      Change change = of(kind, path.toString()).build();
      Finding copied = judgeOf(false).judge(change, COPIED);

      assertEquals("shell-start-from-image", copied.rule());
      assertEquals(Severity.WARNING, copied.severity());
      assertEquals("user-shell-start", judgeOf(false).judge(change).rule());
    }
  }

  @Test
  void onlyWholeNamesAreWhatShellsRun() {
    for (String path : List.of("/home/u/x.bashrc", "/home/u/.bashrc/x", "/etc/profile")) {
      assertFalse(judgeOf(false).isWorthComparing(FilePath.of(path)));
    }
  }

  @Test
  void codeInAVolumeIsCritical() {
    Change code = code(ChangeKind.ADDED, "/var/www/html/shell.php");

    assertEquals("executable-in-volume", judgeOf(false).judgeInVolume(code, Set.of()).rule());
    assertEquals(
        Severity.WARNING,
        judgeOf(false)
            .judgeInVolume(code(ChangeKind.ADDED, "/srv/var/cache/x.php"), Set.of())
            .severity());
  }

  /** What frameworks and servers compile, and what would hide there. */
  @ParameterizedTest
  @CsvSource({
    "/app/var/cache/prod/ContainerX/getY.php,                   template-cache",
    "/app/cache/twig/ab/cd.php,                                 template-cache",
    "/app/twig_cache/a.php,                                     template-cache",
    "/app/sites/default/files/php/twig/a/b.php,                 template-cache",
    "/app/templates_c/a.tpl.php,                                template-cache",
    "/app/smarty/compile/a.php,                                 template-cache",
    "/app/storage/framework/cache/a.php,                        template-cache",
    "/app/storage/framework/views/a.php,                        template-cache",
    "/app/bootstrap/cache/services.php,                         template-cache",
    "/app/temp/cache/latte/a.php,                               template-cache",
    "/app/runtime/Smarty/compile/a.php,                         template-cache",
    "/app/generated/code/a/Proxy.php,                           template-cache",
    "/var/www/html/tmp/twig/ab/cd.php,                          template-cache",
    "/app/runtime/Twig/cache/a/b.php,                           template-cache",
    "/app/cache/ab/0123456789abcdef0123456789abcdef.php,       template-cache",
    "/app/twigcache/ab/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.php, template-cache",
    "/app/cache/smarty/a/x.tpl.php,                             template-cache",
    "/var/www/html/administrator/cache/autoload_psr4.php,       template-cache",
    "/app/storage/runtime/compiled_templates/a.php,             template-cache",
    "/app/storage/runtime/compiled_classes/a.php,               template-cache",
    "/moodledata/localcache/mustache/1/a.php,                   template-cache",
    "/var/www/html/cache/en.l10n.php,                           template-cache",
    "/usr/local/tomcat/work/Catalina/l/R/org/apache/jsp/a_jsp.class,  page-cache",
    "/usr/local/tomcat/work/Catalina/l/R/org/apache/jsp/a_jsp.java,   page-cache",
    "/var/cache/tomcat10/Catalina/l/R/org/apache/jsp/a_jsp.class,     page-cache",
    "/var/cache/tomcat10/Catalina/l/R/org/apache/jsp/a_jsp.java,      page-cache",
    "/opt/tomcat/work/Catalina/l/R/org/apache/jsp/a_jsp.class,  page-cache",
    "/opt/tomcat/work/Catalina/l/R/org/apache/jsp/a_jsp.java,   page-cache",
    "/var/lib/tomcat10/work/Catalina/l/R/org/apache/jsp/a_jsp.class,  page-cache",
    "/var/lib/tomcat10/work/Catalina/l/R/org/apache/jsp/a_jsp.java,   page-cache",
    "/opt/bitnami/tomcat/work/Catalina/l/R/org/apache/jsp/a_jsp.class, page-cache",
    "/opt/bitnami/tomcat/work/Catalina/l/R/org/apache/jsp/a_jsp.java,  page-cache",
    "/usr/local/tomcat/webapps/R/org/apache/jsp/a.jsp,          web-code",
    "/app/sites/default/files/php/twig/.htaccess,               template-cache",
    "/app/cache/twig/.htaccess,                                 web-code",
    "/app/var/cache/a.cgi,                                      web-code",
    "/app/templates_c/a.jsp,                                    web-code",
    "/app/cache/a.php,                                          web-code",
    "/var/www/html/x.php,                                       web-code",
    "/var/www/html/uploads/a.php,                               web-code",
    "/app/cache/evil.php,                                       web-code",
    "/app/cache/ab/evil.php,                                    web-code",
    "/app/images/ab/0123456789abcdef0123456789abcdef.php,      web-code",
    "/app/templates/x.tpl.php,                                  web-code",
    "/var/www/html/tmp/a.php,                                   web-code",
    "/app/cache/l10n/en.php,                                    web-code",
  })
  void whatFrameworksCompileIsAWarning(String path, String rule) {
    Finding finding = judge(code(ChangeKind.ADDED, path));

    assertEquals(rule, finding.rule());
    assertEquals(
        rule.equals("web-code") ? Severity.CRITICAL : Severity.WARNING, finding.severity());
  }

  @Test
  void aProgramInATemplateCacheIsOne() {
    Change program = of(ChangeKind.ADDED, "/app/var/cache/x.php").now(s -> s.program()).build();
    Change gained =
        of(ChangeKind.ADDED, "/opt/t/work/Catalina/x/org/apache/jsp/a.class")
            .now(s -> s.permissions(04755))
            .build();

    Change elsewhere =
        program(of(ChangeKind.ADDED, "/tmp/work/Catalina/x/org/apache/jsp/a.class")).build();

    assertEquals("added-executable", ruleOf(program));
    assertEquals("added-executable", ruleOf(elsewhere));
    assertEquals("executable-in-volume", judgeOf(false).judgeInVolume(program, Set.of()).rule());
    assertEquals("privilege-gained", ruleOf(gained));
  }

  /** Where the image's configuration has interpreters and the linker look. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.so", "a.so.1", "a.py", "a.pyc", "a.pth", "a.pm", "a.pl", "a.rb", "a.js", "a.cjs",
        "a.mjs", "a.node"
      })
  void aModuleInASearchPathIsCritical(String name) {
    OciProcess told =
        new OciProcess(
            List.of(), 0, 0, FilePath.ROOT, true, Set.of(), false, Set.of(FilePath.of("/app")));
    Judge judge = Policy.shipped().judgeOf(Samples.startedAt(LONG_AGO).with(told), false, LONG_AGO);

    assertEquals("search-path", judge.judge(of(ChangeKind.ADDED, "/app/" + name).build()).rule());
    for (String beside : List.of("/app/x/" + name, "/app/a.db", "/" + name)) {
      assertEquals(Severity.WARNING, judge.judge(of(ChangeKind.ADDED, beside).build()).severity());
    }
  }

  /**
   * A directory of the module's name does as well, where its first file has the one that counts.
   */
  @ParameterizedTest
  @CsvSource({
    "/app/json/__init__.py,   search-path",
    "/app/json/__init__.pyc,  search-path",
    "/app/json/index.js,      search-path",
    "/app/a/json/index.js,    script-added",
    "/json/index.js,          script-added",
    "/app/json/decoder.py,    script-added",
  })
  void aPackageInASearchPathIsCritical(String path, String rule) {
    OciProcess told =
        new OciProcess(
            List.of(), 0, 0, FilePath.ROOT, true, Set.of(), false, Set.of(FilePath.of("/app")));
    Judge judge = Policy.shipped().judgeOf(Samples.startedAt(LONG_AGO).with(told), false, LONG_AGO);

    assertEquals(rule, judge.judge(of(ChangeKind.ADDED, path).build()).rule());
  }

  @Test
  void aGpuRuntimeHasTheLinkerFindItsLibrariesAtTheStart() {
    ChangeBuilder atStart = of(ChangeKind.ADDED, "/etc/ld.so.conf.d/00-nvcr-1234.conf");
    long started = LONG_AGO.getEpochSecond();

    assertEquals(
        "linker-of-gpu-at-start", ruleOf(atStart.now(s -> s.changed(started + 1, 0)).build()));
    assertEquals("linker", ruleOf(atStart.now(s -> s.changed(started + 90, 0)).build()));
    assertEquals(
        "linker",
        ruleOf(
            of(ChangeKind.ADDED, "/etc/ld.so.conf.d/x.conf")
                .now(s -> s.changed(started + 1, 0))
                .build()));
  }

  @ParameterizedTest
  @EnumSource(names = {"CHAR", "BLOCK"})
  void aDeviceNodeIsNoScratchFile(FileType type) {
    Finding finding = judge(of(ChangeKind.ADDED, "/tmp/a").type(type).build());

    assertEquals("device-added", finding.rule());
    assertEquals(Severity.WARNING, finding.severity());
  }

  @Test
  void anotherOwnerOfASetUidFileGainsPrivileges() {
    Change change =
        of(ChangeKind.METADATA, "/usr/bin/su")
            .image(s -> s.permissions(04755))
            .now(s -> s.permissions(04755))
            .differs(Aspect.OWNER)
            .build();

    assertEquals("privilege-gained", ruleOf(change));
  }

  @Test
  void anUndeclaredMountComesFirst() {
    Change mount = Change.mounted(FilePath.of("/etc/passwd"), FileType.FILE);

    assertEquals("undeclared-mount", judgeOf(true).judgeUndeclaredMount(mount).rule());
    assertEquals("sensitive-file", ruleOf(mount));
  }

  @Test
  void anythingUnderAReadOnlyRootIsCritical() {
    Finding finding = judgeOf(true).judge(of(ChangeKind.ADDED, "/tmp/a").build());

    assertEquals("read-only-root", finding.rule());
    assertEquals(Severity.CRITICAL, finding.severity());
  }

  /** A volume is no part of the root, whatever its path. */
  @ParameterizedTest
  @ValueSource(strings = {"/tmp/x", "/etc/cron.d/x", "/root/.ssh/authorized_keys", "/opt/x"})
  void aProgramInAVolumeIsCritical(String path) {
    Change program = set(program(of(ChangeKind.ADDED, path)), 04755).build();
    Finding finding = judgeOf(true).judgeInVolume(program, Set.of());

    assertEquals("executable-in-volume", finding.rule());
    assertEquals(Severity.CRITICAL, finding.severity());
  }

  @Test
  void aProgramThatWasInAVolumeBeforeTheStartIsLess() {
    Change program = program(of(ChangeKind.ADDED, "/tmp/x")).build();
    Finding finding = judgeOf(false).judgeInVolume(program, Set.of(Trait.BEFORE_START));

    assertEquals("executable-in-volume-before-start", finding.rule());
    assertEquals(Severity.WARNING, finding.severity());
  }

  @Test
  void severitiesOfTheShippedRulesAreTheDocumentedOnes() {
    assertEquals(Severity.CRITICAL, severity(set(of(ChangeKind.ADDED, "/tmp/x"), 04755)));
    for (ChangeKind kind :
        List.of(ChangeKind.ADDED, ChangeKind.MODIFIED, ChangeKind.REPLACED, ChangeKind.DELETED)) {
      assertEquals(Severity.CRITICAL, severity(program(of(kind, "/tmp/x"))));
    }
    assertEquals(Severity.WARNING, severity(of(ChangeKind.MODIFIED, "/tmp/x")));
    assertEquals(Severity.WARNING, severity(of(ChangeKind.ADDED, "/opt/x")));
  }

  /** So that nobody adds a pattern without an example. */
  @Test
  void everyPatternHasAnExampleHere() throws IOException {
    String examples =
        Files.readString(Path.of("src/test/java/io/driftwatch/judge/PolicyTest.java"));
    List<FilePath> all =
        Pattern.compile("[ \"](/[^ \",]+)")
            .matcher(examples)
            .results()
            .map(match -> FilePath.of(match.group(1)))
            .toList();
    for (Rule rule : Policy.shipped().rules()) {
      for (Glob glob : rule.path()) {
        boolean isEnding = glob.toString().matches("[*]{2}[.][a-z.*]+");
        assertTrue(isEnding || all.stream().anyMatch(glob::matches), rule.name() + " " + glob);
      }
    }
  }

  @Test
  void theShippedRulesAreTheseInThisOrder() {
    assertEquals(
        List.of(
            "undeclared-mount",
            "read-only-root",
            "shell-start-from-image",
            "copied-from-image",
            "copied-over-image",
            "template-cache",
            "page-cache",
            "executable-in-volume-before-start",
            "executable-in-volume",
            "sensitive-file",
            "privilege-rules",
            "authentication",
            "linker-of-gpu-at-start",
            "linker",
            "linker-cache-at-start",
            "linker-cache",
            "at-job",
            "cron-job",
            "systemd-timer",
            "systemd-unit",
            "start-script",
            "shell-start",
            "user-shell-start",
            "desktop-start",
            "udev-rule",
            "python-start",
            "ssh-user",
            "ssh-server",
            "certificate-authority",
            "package-source",
            "git-hook",
            "privilege-gained",
            "added-executable",
            "modified-executable",
            "replaced-executable",
            "deleted-executable",
            "program-name",
            "web-code",
            "web-configuration",
            "search-path",
            "unchecked-python",
            "image-file-changed",
            "device-added",
            "script-added",
            "byproduct-added",
            "python-bytecode-added",
            "scratch-file-added",
            "file-added"),
        Policy.shipped().rules().stream().map(Rule::name).toList());
  }

  /** A change that anything may have made stands for nothing in particular. */
  @Test
  void everyRuleStandsForTechniquesButTheGeneralOnes() {
    assertEquals(
        List.of(
            "read-only-root",
            "copied-from-image",
            "copied-over-image",
            "image-file-changed",
            "byproduct-added",
            "scratch-file-added",
            "file-added"),
        Policy.shipped().rules().stream()
            .filter(rule -> rule.techniques().isEmpty())
            .map(Rule::name)
            .toList());
  }

  private static Change code(ChangeKind kind, String path) {
    return of(kind, path).build();
  }

  private static ChangeBuilder of(ChangeKind kind, String path) {
    return ChangeBuilder.of(kind, path);
  }

  private static ChangeBuilder program(ChangeBuilder change) {
    return change.image(s -> s.program()).now(s -> s.program());
  }

  private static ChangeBuilder set(ChangeBuilder change, int permissions) {
    return change.now(s -> s.permissions(permissions));
  }

  private static Finding judge(Change change) {
    return judgeOf(false).judge(change);
  }

  private static Judge judgeOf(boolean readOnlyRoot) {
    return Policy.shipped().judgeOf(Samples.startedAt(LONG_AGO), readOnlyRoot, LONG_AGO);
  }

  private static String ruleOf(Change change) {
    return judge(change).rule();
  }

  private static Severity severity(ChangeBuilder change) {
    return judge(change.build()).severity();
  }
}
