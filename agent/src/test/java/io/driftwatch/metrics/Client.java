package io.driftwatch.metrics;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One connection to a server, over which a test says what it likes, as slowly as it likes. */
final class Client implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 15_000;

  private static final int FEW_BYTES = 4096;

  private final Socket socket = new Socket();

  /** Connects, with little room for what it does not read. */
  Client(InetSocketAddress address) throws IOException {
    socket.setReceiveBufferSize(FEW_BYTES);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    socket.connect(address, TIMEOUT_MILLIS);
  }

  /** Asks for a page, and reads the whole answer: head and body, one character a byte. */
  static String get(InetSocketAddress address, String path) throws IOException {
    return ask(address, "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
  }

  /** Says something, and reads the whole answer. */
  static String ask(InetSocketAddress address, String request) throws IOException {
    try (Client client = new Client(address)) {
      return client.say(request).hear();
    }
  }

  Client say(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  Client sayNoMore() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** All that comes until the server closes the connection, be it rudely. */
  String hear() throws IOException {
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    byte[] some = new byte[1 << 16];
    try {
      for (int n = in.read(some); n >= 0; n = in.read(some)) {
        heard.write(some, 0, n);
      }
    } catch (java.net.SocketException e) {
      // A reset ends the answer as well; what is missing of it is seen.
    }
    return heard.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
