package io.arvfs.sync.arvados;

import static io.arvfs.sync.arvados.WireServer.cut;
import static io.arvfs.sync.arvados.WireServer.html;
import static io.arvfs.sync.arvados.WireServer.json;
import static io.arvfs.sync.arvados.WireServer.text;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.arvfs.sync.arvados.WireServer.Reply;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Whatever goes wrong, and whoever repeats it to us: the secret is in no message and no log. */
class TokenSecrecyTest {

  private static final String UUID = "zzzzz-4zz18-000000000000001";
  private static final String ECHO = "you said Bearer " + WireServer.TOKEN.text();

  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Level before = root.getLevel();

  @BeforeEach
  void listen() {
    log.start();
    root.addAppender(log);
    root.setLevel(Level.TRACE);
  }

  @AfterEach
  void stopListening() {
    root.detachAppender(log);
    root.setLevel(before);
  }

  static Stream<Reply> replies() {
    String errors = "{\"errors\":[\"" + ECHO + "\"]}";
    return Stream.of(
        json(401, errors),
        json(403, errors),
        json(404, errors),
        json(422, errors),
        json(500, errors),
        text(500, ECHO),
        text(200, ECHO),
        html(502),
        json(200, "{\"uuid\":\"" + ECHO + "\"}"),
        cut());
  }

  @ParameterizedTest
  @MethodSource("replies")
  void read_failing_keepsTheSecret(Reply reply) throws IOException {
    try (WireServer server = new WireServer(reply)) {
      HttpArvados client = server.client();

      IOException thrown = assertThrows(IOException.class, () -> client.look(UUID));

      assertSecret(trace(thrown) + logged());
    }
  }

  @ParameterizedTest
  @MethodSource("replies")
  void commit_failing_keepsTheSecret(Reply reply) throws IOException {
    try (WireServer server = new WireServer(reply)) {
      CommitAnswer answer = server.client().commit(UUID, new byte[0]);

      assertSecret(answer + logged());
    }
  }

  @ParameterizedTest
  @MethodSource("replies")
  void put_failing_keepsTheSecret(Reply reply) throws IOException {
    try (WireServer server = new WireServer(reply)) {
      ClusterInfo cluster =
          Records.cluster(Json.object().put("uuidPrefix", "zzzzz"), Json.object());
      KeepService service = server.asKeep("zzzzz-bi6l4-000000000000000", "proxy");
      Keep keep = new KeepClient(() -> List.of(service), cluster, server.client().wire());

      IOException thrown = assertThrows(IOException.class, () -> keep.put(new byte[3], 3));

      assertSecret(trace(thrown) + logged());
    }
  }

  private static void assertSecret(String everything) {
    assertFalse(everything.contains("mysecret"), everything);
  }

  private String logged() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList().toString();
  }

  private static String trace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
