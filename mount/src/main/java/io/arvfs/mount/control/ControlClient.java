package io.arvfs.mount.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Asks a running mount something. */
public final class ControlClient {

  private static final int CHUNK_BYTES = 8192;
  private static final ObjectMapper JSON = new ObjectMapper();

  private ControlClient() {}

  /**
   * Sends {@code word} to the mount that listens at {@code socket} and waits for its reply.
   *
   * @throws IOException if nobody listens there, or it died over the answer
   */
  public static Reply ask(Path socket, String word) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap((word + "\n").getBytes(UTF_8)));
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
      while (channel.read(chunk) >= 0) {
        answer.write(chunk.array(), 0, chunk.position());
        chunk.clear();
      }
      if (answer.size() == 0) {
        throw new IOException("the mount ended before it answered");
      }
      return JSON.readValue(answer.toByteArray(), Reply.class);
    }
  }
}
