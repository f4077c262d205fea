package io.driftwatch.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * HTTP on one thread that waits for no client. The JDK's own server reads a request on a thread
 * that waits for all of it, so that a few clients who send a byte a second are enough to stop it.
 *
 * <p>Who comes when all places are taken gets that of the client who came first, for only slow ones
 * are still there; likewise with the memory that unread answers take.
 */
public final class HttpListener implements AutoCloseable {

  public static final int MAX_CONNECTIONS = 256;

  private static final long MAX_HELD_BYTES = 16 << 20;

  /** What the kernel may hold for one client. */
  private static final int SEND_BUFFER_BYTES = 1 << 16;

  private static final int RECEIVE_BUFFER_BYTES = 1 << 14;

  private static final int ACCEPTED_AT_ONCE = 64;

  private static final int ENDED_AT_ONCE = 8;

  private static final long DEADLINE_CHECK_MILLIS = 250;

  private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

  private static final long CLOSE_MILLIS = 2000;

  private final Selector selector;
  private final ServerSocketChannel server;
  private final InetSocketAddress address;
  private final Set<Connection> connections = new LinkedHashSet<>();
  private final Thread thread = new Thread(this::run, "driftwatch-http");

  private Function<Request, CompletableFuture<Response>> site;

  private HttpListener(Selector selector, ServerSocketChannel server) throws IOException {
    this.selector = selector;
    this.server = server;
    this.address = (InetSocketAddress) server.getLocalAddress();
    thread.setDaemon(true);
  }

  /**
   * Takes an address. Who connects waits until {@link #serve}.
   *
   * @throws IOException when that is impossible, with a message that says where and why
   */
  public static HttpListener bind(InetSocketAddress address) throws IOException {
    Selector selector = Selector.open();
    try {
      return new HttpListener(selector, open(address, selector));
    } catch (IOException | RuntimeException e) {
      selector.close();
      throw new IOException("cannot listen on " + text(address) + ": " + e.getMessage(), e);
    }
  }

  private static ServerSocketChannel open(InetSocketAddress address, Selector selector)
      throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
      server.bind(address, MAX_CONNECTIONS);
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /**
   * Starts to answer.
   *
   * @param site gives the answer to a request, without waiting for it; {@link #wake} follows an
   *     answer that comes later. An answer never fails.
   */
  public void serve(Function<Request, CompletableFuture<Response>> site) {
    this.site = site;
    thread.start();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return address;
  }

  /** Has the answers written that are there by now. */
  public void wake() {
    selector.wakeup();
  }

  /** Ends every connection; waits a moment for the thread. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (selector;
        server) {
      while (!Thread.currentThread().isInterrupted()) {
        selector.select(connections.isEmpty() ? 0 : DEADLINE_CHECK_MILLIS);
        Set<SelectionKey> ready = Set.copyOf(selector.selectedKeys());
        selector.selectedKeys().clear();
        ready.forEach(this::proceed);
        answer();
        releaseMemory();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      connections.forEach(Connection::close);
    }
  }

  private void proceed(SelectionKey key) {
    if (key.channel() == server) {
      accept();
    } else {
      Connection connection = (Connection) key.attachment();
      attempt(connection, connection::proceed);
    }
  }

  private void answer() {
    long now = System.nanoTime();
    for (Connection connection : List.copyOf(connections)) {
      if (connection.isOverdue(now)) {
        end(connection);
      } else {
        attempt(connection, connection::answer);
      }
    }
  }

  private void accept() {
    try {
      for (int i = 0; i < ACCEPTED_AT_ONCE; i++) {
        SocketChannel client = server.accept();
        if (client == null) {
          return;
        }
        admit(client);
      }
    } catch (IOException e) {
      makeRoom();
    }
  }

  /** After a failure to accept: most likely no descriptor is left, and the client waits on. */
  private void makeRoom() {
    if (connections.isEmpty()) {
      // It is somebody else who has them all. Without a pause we would ask again at once, for ever.
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    for (int i = 0; i < ENDED_AT_ONCE; i++) {
      endOldest();
    }
  }

  private void admit(SocketChannel client) throws IOException {
    if (connections.size() >= MAX_CONNECTIONS) {
      endOldest();
    }
    try {
      client.configureBlocking(false);
      client.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      SelectionKey key = client.register(selector, SelectionKey.OP_READ);
      Connection connection = new Connection(key, site);
      key.attach(connection);
      connections.add(connection);
    } catch (IOException e) {
      client.close();
    }
  }

  /** From the newest on, as many answers are kept as there is room for. */
  private void releaseMemory() {
    List<Connection> newestFirst = new ArrayList<>(connections);
    Collections.reverse(newestFirst);
    Set<byte[]> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    long bytes = 0;
    for (Connection connection : newestFirst) {
      byte[] body = connection.heldBody();
      if (body != null && !kept.contains(body)) {
        bytes += body.length;
        if (bytes > MAX_HELD_BYTES && !kept.isEmpty()) {
          bytes -= body.length;
          end(connection);
        } else {
          kept.add(body);
        }
      }
    }
  }

  /** Rather not one that waits for us. */
  private void endOldest() {
    connections.stream()
        .filter(connection -> !connection.awaitsAnswer())
        .findFirst()
        .or(() -> connections.stream().findFirst())
        .ifPresent(this::end);
  }

  private void attempt(Connection connection, ConnectionStep step) {
    try {
      step.take();
    } catch (IOException | RuntimeException e) {
      // Whatever it is, it concerns this client alone, who may be the cause.
      end(connection);
    }
  }

  private void end(Connection connection) {
    connection.close();
    connections.remove(connection);
  }

  private static String text(InetSocketAddress address) {
    return new ListenAddress(address.getHostString(), address.getPort()).toString();
  }

  private interface ConnectionStep {
    void take() throws IOException;
  }
}
