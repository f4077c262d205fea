package io.driftwatch.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.compare.ChangeBuilder;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.testing.Samples;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How much what intruders do matters, by MITRE ATT&CK.
 *
 * @see <a href="https://attack.mitre.org/techniques/enterprise/">its techniques</a>
 */
final class TechniqueTest {

  private static final Instant LONG_AGO = Instant.EPOCH.minusSeconds(86_400);

  @ParameterizedTest(name = "{0} {1} {2} {3}")
  @CsvSource({
    "T1037.004, ADDED,    /etc/rc.local,                                       file,    CRITICAL",
    "T1037.004, MODIFIED, /etc/init.d/ssh,                                     file,    CRITICAL",
    "T1037.004, ADDED,    /etc/rc2.d/S01evil,                                  file,    CRITICAL",
    "T1053.002, ADDED,    /var/spool/cron/atjobs/a00001,                       file,    CRITICAL",
    "T1053.002, ADDED,    /var/spool/at/a00001,                                file,    CRITICAL",
    "T1053.003, ADDED,    /var/spool/cron/crontabs/root,                       file,    CRITICAL",
    "T1053.003, ADDED,    /etc/cron.d/evil,                                    file,    CRITICAL",
    "T1053.003, MODIFIED, /etc/crontabs/root,                                  file,    CRITICAL",
    "T1053.006, ADDED,    /etc/systemd/system/evil.timer,                      file,    CRITICAL",
    "T1059,     ADDED,    /tmp/evil.py,                                        file,    WARNING",
    "T1059,     ADDED,    /opt/evil.sh,                                        file,    WARNING",
    "T1070.004, DELETED,  /usr/sbin/auditd,                                    program, CRITICAL",
    "T1098.004, MODIFIED, /home/u/.ssh/authorized_keys,                        file,    CRITICAL",
    "T1098.004, METADATA, /etc/ssh/sshd_config,                                file,    CRITICAL",
    "T1105,     ADDED,    /tmp/.x/miner,                                       program, CRITICAL",
    "T1136.001, MODIFIED, /etc/passwd,                                         file,    CRITICAL",
    "T1136.001, MODIFIED, /etc/shadow,                                         file,    CRITICAL",
    "T1195.002, MODIFIED, /etc/apk/repositories,                               file,    CRITICAL",
    "T1505.003, ADDED,    /var/www/html/shell.php,                             file,    CRITICAL",
    "T1505.003, MODIFIED, /usr/local/tomcat/webapps/ROOT/index.jsp,            file,    CRITICAL",
    "T1505.003, REPLACED, /srv/x.cgi,                                          file,    CRITICAL",
    "T1505.003, ADDED,    /srv/templates_c/a.php,                              file,    WARNING",
    "T1543.002, ADDED,    /etc/systemd/system/evil.service,                    file,    CRITICAL",
    "T1543.002, ADDED,    /home/u/.config/systemd/user/evil.service,           file,    CRITICAL",
    "T1546,     ADDED,    /srv/app/.git/hooks/post-merge,                      file,    CRITICAL",
    "T1546.004, MODIFIED, /root/.bashrc,                                       file,    CRITICAL",
    "T1546.004, ADDED,    /var/lib/postgresql/.bash_profile,                   file,    CRITICAL",
    "T1546.004, ADDED,    /etc/profile.d/evil.sh,                              file,    CRITICAL",
    "T1546.016, ADDED,    /etc/apt/apt.conf.d/99evil,                          file,    CRITICAL",
    "T1546.017, ADDED,    /etc/udev/rules.d/99-evil.rules,                     file,    CRITICAL",
    "T1546.018, ADDED,    /usr/lib/python3/dist-packages/evil.pth,             file,    CRITICAL",
    "T1546.018, MODIFIED, /etc/python3.11/sitecustomize.py,                    file,    CRITICAL",
    "T1547.013, ADDED,    /etc/xdg/autostart/evil.desktop,                     file,    CRITICAL",
    "T1548.001, METADATA, /usr/bin/find,                                       set-uid, CRITICAL",
    "T1548.001, ADDED,    /tmp/.s,                                             set-uid, CRITICAL",
    "T1548.003, ADDED,    /etc/sudoers.d/evil,                                 file,    CRITICAL",
    "T1553.004, ADDED,    /usr/local/share/ca-certificates/evil.crt,           file,    CRITICAL",
    "T1553.004, MODIFIED, /etc/ssl/certs/ca-certificates.crt,                  file,    CRITICAL",
    "T1554,     MODIFIED, /usr/sbin/sshd,                                      program, CRITICAL",
    "T1556.003, MODIFIED, /etc/pam.d/common-auth,                              file,    CRITICAL",
    "T1556.003, ADDED,    /usr/lib/x86_64-linux-gnu/security/pam_evil.so,      program, CRITICAL",
    "T1556.003, MODIFIED, /etc/security/pam_env.conf,                          file,    CRITICAL",
    "T1574.006, ADDED,    /etc/ld.so.preload,                                  file,    CRITICAL",
    "T1574.006, MODIFIED, /etc/ld.so.cache,                                    file,    CRITICAL",
    "T1574.007, ADDED,    /usr/local/bin/ls,                                   file,    CRITICAL",
  })
  void matters(String technique, ChangeKind kind, String path, String what, Severity severity) {
    ChangeBuilder change = ChangeBuilder.of(kind, path);
    switch (what) {
      case "program" -> change.image(s -> s.program()).now(s -> s.program());
      case "set-uid" -> change.now(s -> s.permissions(04755));
      default -> {}
    }
    Finding finding =
        Policy.shipped()
            .judgeOf(Samples.startedAt(LONG_AGO), false, LONG_AGO)
            .judge(change.build());

    assertEquals(severity, finding.severity());
    assertTrue(finding.techniques().contains(technique), finding.rule());
  }
}
