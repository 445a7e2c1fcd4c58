package io.arvfs.mount.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.arvfs.journal.host.Tasks;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket of a running mount, its owner's alone: one line with a word comes in, one line of
 * JSON, a {@link Reply}, goes out.
 */
public final class ControlSocket implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);
  private static final int MAX_REQUEST_BYTES = 64;
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ServerSocketChannel server;
  private final Controlled mount;
  private final Tasks tasks;
  private final Tasks.Monitor ended;
  private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();

  private ControlSocket(ServerSocketChannel server, Controlled mount, Tasks tasks) {
    this.server = server;
    this.mount = mount;
    this.tasks = tasks;
    this.ended = tasks.monitor();
  }

  /** Listens at {@code socket}, in place of a dead one. */
  public static ControlSocket listen(Path socket, Controlled mount, Tasks tasks)
      throws IOException {
    Files.deleteIfExists(socket);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    ControlSocket control = new ControlSocket(server, mount, tasks);
    tasks.startNative("control", control::accept);
    return control;
  }

  private void accept() {
    try {
      while (true) {
        begin(server.accept());
      }
    } catch (ClosedChannelException _) {
      // The mount ends.
    } catch (IOException e) {
      LOG.error("the control socket is dead", e);
    }
  }

  private void begin(SocketChannel client) {
    clients.add(client);
    var _ =
        tasks.start(
            "control-talk",
            () -> {
              try {
                talk(client);
              } finally {
                clients.remove(client);
                ended.changed();
              }
            });
  }

  private void talk(SocketChannel client) {
    try (client) {
      Reply reply =
          switch (readLine(client)) {
            case "sync" -> mount.sync();
            case "status" -> mount.status();
            case "unmount" -> mount.unmount();
            default -> new Reply(2, java.util.List.of("not understood"), null);
          };
      ByteBuffer out = ByteBuffer.wrap((JSON.writeValueAsString(reply) + "\n").getBytes(UTF_8));
      while (out.hasRemaining()) {
        client.write(out);
      }
    } catch (IOException e) {
      LOG.debug("a caller went away", e);
    }
  }

  private static String readLine(SocketChannel client) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(MAX_REQUEST_BYTES);
    while (in.hasRemaining() && client.read(in) >= 0) {
      String text = new String(in.array(), 0, in.position(), UTF_8);
      if (text.endsWith("\n")) {
        return text.strip();
      }
    }
    return "";
  }

  /** Takes no more requests, and lets those under way have their answers, for a while. */
  @Override
  public void close() throws IOException {
    server.close();
    try {
      if (!ended.awaitUntil(clients::isEmpty, LAST_WORDS)) {
        LOG.debug("{} callers are left without an answer", clients.size());
      }
    } catch (InterruptedException _) {
      LOG.debug("interrupted; callers are left without an answer");
    }
    for (SocketChannel client : clients) {
      client.close();
    }
  }
}
