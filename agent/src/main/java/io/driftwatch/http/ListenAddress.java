package io.driftwatch.http;

import io.driftwatch.file.Printable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen.
 *
 * @param host a name or an address; empty for all addresses of the machine
 * @param port 0 for any that is free
 */
public record ListenAddress(String host, int port) {

  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+(?:%[\\w.-]+)?)]|([\\w.-]*)):([0-9]{1,5})");

  private static final int MAX_PORT = 65535;

  /**
   * Parses {@code host:port}, {@code :9090} and {@code [::1]:9090}.
   *
   * @throws IllegalArgumentException that says what is wrong
   */
  public static ListenAddress parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'" + Printable.of(text) + "' is no host:port, :port or [IPv6 address]:port");
    }
    int port = Integer.parseInt(form.group(3));
    if (port > MAX_PORT) {
      throw new IllegalArgumentException(
          "'" + text + "': the port must be at most " + MAX_PORT + ", and 0 is any that is free");
    }
    return new ListenAddress(form.group(1) == null ? form.group(2) : form.group(1), port);
  }

  /**
   * The address as sockets take it; asks for a name.
   *
   * @throws IOException when there is no such host, which its message says
   */
  public InetSocketAddress resolve() throws IOException {
    if (host.isEmpty()) {
      return new InetSocketAddress(port);
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      throw new IOException("cannot listen on " + this + ": no such host", e);
    }
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
