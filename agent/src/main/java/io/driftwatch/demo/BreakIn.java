package io.driftwatch.demo;

import static io.driftwatch.compare.ChangeKind.ADDED;
import static io.driftwatch.compare.ChangeKind.DELETED;
import static io.driftwatch.compare.ChangeKind.METADATA;
import static io.driftwatch.compare.ChangeKind.MODIFIED;
import static io.driftwatch.compare.ChangeKind.REPLACED;

import io.driftwatch.compare.ChangeKind;
import io.driftwatch.file.FilePath;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Something that is done to the running container.
 *
 * @param words what, to people
 * @param work how
 * @param planted every change that it leaves; none when it leaves a file merely touched
 */
record BreakIn(String words, Work work, List<Planted> planted) {

  /** All of them, in their order. */
  static final List<BreakIn> ALL =
      List.of(
          of(
              "delete /bin/touch, where /bin is a link",
              tree -> tree.delete("/bin/touch"),
              change(DELETED, "/usr/bin/touch")),
          of(
              "drop a program in /tmp",
              tree -> tree.program("/tmp/miner"),
              change(ADDED, "/tmp/miner")),
          of(
              "bring back a program that the image deleted",
              tree -> tree.program("/usr/bin/curl"),
              change(ADDED, "/usr/bin/curl")),
          of(
              "add a user to /etc/passwd",
              tree -> tree.append("/etc/passwd", "intruder:x:0:0::/:/bin/sh"),
              change(MODIFIED, "/etc/passwd")),
          of(
              "edit the server's configuration, keeping its size and time",
              tree -> tree.replaceUnseen("/etc/server.conf", "required", "disabled"),
              change(MODIFIED, "/etc/server.conf")),
          of(
              "chmod u+s /usr/bin/find",
              tree -> tree.mode("/usr/bin/find", 04755),
              change(METADATA, "/usr/bin/find")),
          of(
              "chmod a-w /etc/issue",
              tree -> tree.mode("/etc/issue", 0444),
              change(METADATA, "/etc/issue")),
          of(
              "rm -r /srv/www, and make it anew with a front page",
              BreakIn::deface,
              change(MODIFIED, "/srv/www/index.html"),
              change(DELETED, "/srv/www/style.css"),
              change(DELETED, "/srv/www/img"),
              change(DELETED, "/srv/www/img/logo.svg")),
          of(
              "put a directory in the place of /etc/motd",
              BreakIn::hide,
              change(REPLACED, "/etc/motd"),
              change(ADDED, "/etc/motd/notes")),
          of(
              "write a log",
              tree -> tree.file("/var/log/server.log", "GET / 200"),
              change(ADDED, "/var/log/server.log")),
          of("touch /etc/hosts, which is no drift", tree -> tree.touch("/etc/hosts")),
          of(
              "write /etc/hostname as it is, which is no drift",
              tree -> tree.rewrite("/etc/hostname")));

  private static BreakIn of(String words, Work work, Expected... changes) {
    List<Planted> planted =
        Arrays.stream(changes).map(c -> new Planted(c.kind, FilePath.of(c.path), words)).toList();
    return new BreakIn(words, work, planted);
  }

  private static Expected change(ChangeKind kind, String path) {
    return new Expected(kind, path);
  }

  private static void deface(FileTree tree) throws IOException {
    tree.deleteAll("/srv/www");
    tree.directory("/srv/www");
    tree.file("/srv/www/index.html", "<h1>Not a shop any more</h1>");
  }

  private static void hide(FileTree tree) throws IOException {
    tree.delete("/etc/motd");
    tree.directory("/etc/motd");
    tree.file("/etc/motd/notes", "back at noon");
  }

  private record Expected(ChangeKind kind, String path) {}
}
