package io.driftwatch.demo;

import java.io.IOException;
import java.util.List;

/**
 * A layer of the demo's image.
 *
 * @param words what it brings
 * @param work how it is made out of the layers below
 */
record ImageLayer(String words, Work work) {

  /** All layers, lowest first. */
  static final List<ImageLayer> ALL =
      List.of(
          new ImageLayer("a small system", ImageLayer::system),
          new ImageLayer("a server; deletes curl, which only its build needed", ImageLayer::server),
          new ImageLayer("its site; deletes /srv/www and makes it anew", ImageLayer::site));

  private static void system(FileTree tree) throws IOException {
    for (String directory :
        List.of("/etc", "/srv/www", "/tmp", "/usr/bin", "/var/cache", "/var/log")) {
      tree.directory(directory);
    }
    tree.mode("/tmp", 01777);
    tree.link("/bin", "usr/bin");
    for (String program : List.of("curl", "find", "sh", "touch")) {
      tree.program("/usr/bin/" + program);
    }
    tree.file("/etc/passwd", "root:x:0:0:root:/root:/bin/sh", "www:x:33:33::/srv/www:/bin/false");
    tree.file("/etc/hostname", "demo");
    tree.file("/etc/hosts", "127.0.0.1 localhost");
    tree.file("/etc/issue", "A small system");
    tree.file("/etc/motd", "Welcome.");
    tree.file("/srv/www/placeholder.html", "<p>It works.</p>");
  }

  private static void server(FileTree tree) throws IOException {
    tree.program(DemoContainer.PROGRAM);
    tree.file("/etc/server.conf", "listen 8080", "root /srv/www", "login required");
    tree.delete("/usr/bin/curl");
  }

  private static void site(FileTree tree) throws IOException {
    tree.deleteAll("/srv/www");
    tree.directory("/srv/www/img");
    tree.file("/srv/www/index.html", "<h1>A shop</h1>");
    tree.file("/srv/www/style.css", "h1 { color: green }");
    tree.file("/srv/www/img/logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
  }
}
