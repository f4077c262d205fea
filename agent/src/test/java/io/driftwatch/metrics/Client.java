package io.driftwatch.metrics;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** One connection to a server, over which a test says what it likes, as slowly as it likes. */
final class Client implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 15_000;

  private static final int USUAL_BYTES = 1 << 17;

  private final Socket socket = new Socket();

  /** Connects. */
  Client(InetSocketAddress address) throws IOException {
    this(address, USUAL_BYTES);
  }

  /**
   * Connects.
   *
   * @param room for what it does not read, roughly
   */
  Client(InetSocketAddress address, int room) throws IOException {
    socket.setReceiveBufferSize(room);
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

  /** Waits until the answer begins. */
  Client hearOneByte() throws IOException {
    if (socket.getInputStream().read() < 0) {
      throw new EOFException();
    }
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
    } catch (SocketException e) {
      // A reset ends the answer as well; what is missing of it is seen.
    }
    return heard.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
