package io.driftwatch.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.compare.Change;
import io.driftwatch.compare.ChangeBuilder;
import io.driftwatch.compare.ChangeKind;
import io.driftwatch.container.Container;
import io.driftwatch.judge.Disposition;
import io.driftwatch.judge.Policy;
import io.driftwatch.testing.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The configuration that is shipped for the DaemonSet. */
final class StarterSetTest {

  private static final Path FILE = Path.of("../daemonset/config.yaml");

  /** A number sign and one space begin words; with more of them, an example. */
  private static final Pattern EXAMPLE = Pattern.compile("(?m)^#(?=  )");

  private static String text() throws IOException {
    return Files.readString(FILE);
  }

  private static Configuration withExamples() throws Exception {
    return Texts.read(EXAMPLE.matcher(text()).replaceAll(""));
  }

  @Test
  void itSaysWhatTheDefaultsAre() throws Exception {
    Configuration read = ConfigurationFile.load(FILE).current();
    Configuration none = Configuration.DEFAULT;

    assertEquals(none.scanInterval(), read.scanInterval());
    assertEquals(none.hashRate(), read.hashRate());
    assertEquals(none.budget(), read.budget());
    assertEquals(none.eventSeverity(), read.eventSeverity());
    assertEquals(none.policy().rules(), read.policy().rules());
    assertEquals(none.policy().names(), read.policy().names());
    assertFalse(read.policy().needsPods());
  }

  /** What the file does not say could have another value by now, unseen. */
  @Test
  void itSaysEveryDefaultThereIs() throws Exception {
    Configuration other = new Configuration(null, 1, null, true, Policy.shipped(), null);
    Configuration read =
        ConfigurationReader.read(
            "f", Files.readAllBytes(FILE), other.withBudget(Configuration.DEFAULT.budget()));

    assertEquals(Configuration.DEFAULT.scanInterval(), read.scanInterval());
    assertEquals(Configuration.DEFAULT.hashRate(), read.hashRate());
    assertEquals(Configuration.DEFAULT.eventSeverity(), read.eventSeverity());
    for (String key : List.of("entries", "depth", "hashedBytes", "time")) {
      assertTrue(text().contains("\n  " + key + ": "), key);
    }
  }

  @Test
  void itsExamplesAreUnderstood() throws Exception {
    Policy policy = withExamples().policy();

    assertTrue(policy.allow().size() >= 3);
    assertTrue(policy.needsPods());
    assertTrue(policy.names().size() > Configuration.DEFAULT.policy().names().size());
  }

  @Test
  void theExampleOfTheDocumentIsUnderstood() throws Exception {
    String document = Files.readString(Path.of("../daemonset/README.md"));
    String section = document.split("\n## Configure\n", 2)[1];
    String example = section.split("```yaml\n", 2)[1].split("```", 2)[0];

    assertEquals("uploads", Texts.read(example).policy().allow().get(0).name());
  }

  @ParameterizedTest
  @CsvSource({
    "nginx:1.27,                              MODIFIED,  /etc/nginx/conf.d/default.conf",
    "docker.io/library/nginx:1.27-alpine,     MODIFIED,  /etc/nginx/conf.d/default.conf",
    "docker.io/library/nginx@sha256:00,       ADDED,     /run/nginx.pid",
    "nginx,                                   ADDED,     /var/cache/nginx/client_temp",
    "httpd:2.4,                               ADDED,     /usr/local/apache2/logs/httpd.pid",
    "docker.io/grafana/grafana:11.0.0,        ADDED,     /var/lib/grafana/grafana.db",
    "wordpress:6,                             ADDED,     /var/www/html/wp-config.php",
    "wordpress:6-fpm,                         MODIFIED,  /var/www/html/wp-content/plugins/a/b.php",
    "docker.io/library/wordpress:6,           ADDED,     /var/www/html/wp-content/themes/a/b.php",
    "phpmyadmin:5,                            ADDED,     /etc/phpmyadmin/config.secret.inc.php",
    "docker.io/library/phpmyadmin:5,          ADDED,     /etc/phpmyadmin/config.user.inc.php",
    "tomcat:10,                               ADDED,     /usr/local/tomcat/webapps/shop/index.jsp",
    "gitea/gitea:1,                           ADDED,     /data/git/repositories/u/r.git/hooks/update",
    "gitea/gitea:1,                           MODIFIED,  /data/git/.ssh/authorized_keys",
  })
  void itsExamplesAllowWhatTheImagesWrite(String image, ChangeKind change, String path)
      throws Exception {
    assertTrue(allows(image, change, path));
  }

  @ParameterizedTest
  @CsvSource({
    "evil.io/nginx:1.27,                      MODIFIED,  /etc/nginx/conf.d/default.conf",
    "nginx-but-not-it:1,                      MODIFIED,  /etc/nginx/conf.d/default.conf",
    "nginx:1.27,                              DELETED,   /etc/nginx/conf.d/default.conf",
    "nginx:1.27,                              MODIFIED,  /etc/nginx/nginx.conf",
    "nginx:1.27,                              ADDED,     /etc/nginx/conf.d/evil.conf",
    "grafana/grafana:11,                      MODIFIED,  /usr/share/grafana/bin/grafana",
    "wordpress:6,                             ADDED,     /var/www/html/wp-content/uploads/shell.php",
    "wordpress:6,                             ADDED,     /var/www/html/shell.php",
    "wordpress:6,                             MODIFIED,  /var/www/html/wp-config.php",
    "nginx:1.27,                              ADDED,     /var/www/html/shell.php",
    "phpmyadmin:5,                            ADDED,     /etc/phpmyadmin/shell.php",
    "phpmyadmin:5,                            MODIFIED,  /etc/phpmyadmin/config.secret.inc.php",
    "evil.io/phpmyadmin:5,                    ADDED,     /etc/phpmyadmin/config.user.inc.php",
    "tomcat:10,                               ADDED,     /usr/local/tomcat/webapps/shell.war",
    "tomcat:10,                               ADDED,     /usr/local/tomcat/webapps/other/x.jsp",
    "gitea/gitea:1,                           ADDED,     /data/git/.ssh/rc",
    "gitea/gitea:1,                           ADDED,     /data/git/.bashrc",
  })
  void itsExamplesAllowNothingBeside(String image, ChangeKind change, String path)
      throws Exception {
    assertFalse(allows(image, change, path));
  }

  /** Each of the entries for applications of one's own, by its namespace and container. */
  @ParameterizedTest
  @CsvSource({
    "git-sync, ADDED,    /root/.ssh/id_ed25519,                        true",
    "git-sync, ADDED,    /root/.ssh/authorized_keys,                   false",
    "planner,  ADDED,    /etc/crontabs/root,                           true",
    "planner,  ADDED,    /etc/cron.d/x,                                false",
    "other,    ADDED,    /etc/crontabs/root,                           false",
    "planner,  MODIFIED, /etc/environment,                             true",
    "planner,  ADDED,    /etc/profile.d/x.sh,                          false",
    "other,    MODIFIED, /etc/environment,                             false",
    "search,   MODIFIED, /etc/security/limits.conf,                    true",
    "search,   ADDED,    /etc/security/limits.d/90-search.conf,        true",
    "search,   MODIFIED, /etc/security/access.conf,                    false",
    "other,    MODIFIED, /etc/security/limits.conf,                    false",
    "database, MODIFIED, /etc/apt/apt.conf.d/02autoremove-postgresql,  true",
    "database, ADDED,    /etc/apt/apt.conf.d/99x,                      false",
    "other,    MODIFIED, /etc/apt/apt.conf.d/02autoremove-postgresql,  false",
  })
  void itsExamplesForOwnApplications(
      String container, ChangeKind change, String path, boolean allowed) throws Exception {
    assertEquals(allowed, allows(Samples.inPod("shop", "a-0", container, "shop:1"), change, path));
  }

  private static boolean allows(String image, ChangeKind kind, String path) throws Exception {
    return allows(Samples.inPod("web", "web-0", "web", image), kind, path);
  }

  private static boolean allows(Container container, ChangeKind kind, String path)
      throws Exception {
    Change change = ChangeBuilder.of(kind, path).build();
    return withExamples()
            .policy()
            .judgeOf(container, false, Instant.EPOCH)
            .judge(change)
            .disposition()
        == Disposition.ALLOWED;
  }
}
