package io.driftwatch.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * One client: its request is read, its answer awaited and written, and then it has a moment to have
 * read that. Each of these has a time limit that no byte of the client's prolongs.
 */
final class Connection {

  /** What Prometheus and browsers send is a tenth of this. */
  private static final int MAX_HEAD_BYTES = 8192;

  private static final long REQUEST_NANOS = Duration.ofSeconds(3).toNanos();

  /** As Prometheus gives a scrape by default. */
  private static final long ANSWER_NANOS = Duration.ofSeconds(10).toNanos();

  private static final long PARTING_NANOS = Duration.ofSeconds(1).toNanos();

  /** The JDK keeps a buffer outside the heap as large as the largest array ever written. */
  private static final int SLICE_BYTES = 1 << 16;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final Function<Request, CompletableFuture<Response>> site;
  private final ByteBuffer in = ByteBuffer.allocate(MAX_HEAD_BYTES);
  private boolean asked;
  private CompletableFuture<Response> answer;
  private ByteBuffer head;
  private ByteBuffer body;
  private long deadline = System.nanoTime() + REQUEST_NANOS;

  /**
   * A client that has said nothing yet.
   *
   * @param site gives the answer to a request, without waiting for it
   */
  Connection(SelectionKey key, Function<Request, CompletableFuture<Response>> site) {
    this.channel = (SocketChannel) key.channel();
    this.key = key;
    this.site = site;
  }

  /** Reads or writes what the socket is ready for. */
  void proceed() throws IOException {
    if (key.isReadable()) {
      read();
    } else if (key.isWritable()) {
      write();
    }
  }

  /** Begins to write the answer, once there is one. */
  void answer() throws IOException {
    if (answer != null && answer.isDone()) {
      Response response = answer.join();
      answer = null;
      head = response.head();
      body = ByteBuffer.wrap(response.body());
      key.interestOps(SelectionKey.OP_WRITE);
      write();
    }
  }

  /**
   * Whether its time is over.
   *
   * @param now as {@link System#nanoTime} has it
   */
  boolean isOverdue(long now) {
    return now - deadline > 0;
  }

  /** Whether it has asked, and has no answer yet. */
  boolean awaitsAnswer() {
    return answer != null;
  }

  /** The body of the answer while it waits to be written, or null; many may have the same. */
  byte[] heldBody() {
    return body == null ? null : body.array();
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The client is gone as well.
    }
  }

  private void read() throws IOException {
    if (asked) {
      in.clear();
    }
    int from = in.position();
    if (channel.read(in) < 0) {
      throw new EOFException();
    }
    int end = asked ? 0 : endOfHead(Math.max(0, from - 3));
    if (!asked && (end > 0 || !in.hasRemaining())) {
      asked = true;
      deadline = System.nanoTime() + ANSWER_NANOS;
      key.interestOps(0);
      answer = ask(end);
    }
  }

  private CompletableFuture<Response> ask(int end) {
    if (end <= 0) {
      return CompletableFuture.completedFuture(
          Response.text(431, "a request may have " + MAX_HEAD_BYTES + " bytes"));
    }
    return Request.parse(new String(in.array(), 0, end, StandardCharsets.ISO_8859_1))
        .map(site)
        .orElseGet(
            () -> CompletableFuture.completedFuture(Response.text(400, "this is no HTTP/1.1")));
  }

  /** The index after the line end that an empty line follows, or 0. */
  private int endOfHead(int from) {
    for (int i = from; i < in.position() - 1; i++) {
      boolean crlf = in.get(i + 1) == '\r' && i + 2 < in.position() && in.get(i + 2) == '\n';
      if (in.get(i) == '\n' && (in.get(i + 1) == '\n' || crlf)) {
        return i + 1;
      }
    }
    return 0;
  }

  private void write() throws IOException {
    channel.write(head);
    while (!head.hasRemaining() && body.hasRemaining()) {
      int slice = Math.min(SLICE_BYTES, body.remaining());
      int written = channel.write(body.slice(body.position(), slice));
      body.position(body.position() + written);
      if (written < slice) {
        return;
      }
    }
    if (!head.hasRemaining()) {
      part();
    }
  }

  /** To close while bytes of the client's are unread would take the answer from it. */
  private void part() throws IOException {
    body = null;
    channel.shutdownOutput();
    deadline = System.nanoTime() + PARTING_NANOS;
    key.interestOps(SelectionKey.OP_READ);
  }
}
