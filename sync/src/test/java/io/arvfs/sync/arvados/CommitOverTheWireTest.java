package io.arvfs.sync.arvados;

import static io.arvfs.sync.arvados.WireServer.cut;
import static io.arvfs.sync.arvados.WireServer.cutInBody;
import static io.arvfs.sync.arvados.WireServer.header;
import static io.arvfs.sync.arvados.WireServer.html;
import static io.arvfs.sync.arvados.WireServer.json;
import static io.arvfs.sync.arvados.WireServer.silence;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.sync.arvados.CommitAnswer.Ambiguous;
import io.arvfs.sync.arvados.CommitAnswer.Busy;
import io.arvfs.sync.arvados.CommitAnswer.NotSent;
import io.arvfs.sync.arvados.CommitAnswer.Refused;
import io.arvfs.sync.arvados.CommitAnswer.Saved;
import io.arvfs.sync.arvados.WireServer.Reply;
import io.arvfs.sync.arvados.WireServer.Seen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way a commit's request can end, and that it leaves this machine once. */
class CommitOverTheWireTest {

  private static final String UUID = "zzzzz-4zz18-000000000000001";
  private static final byte[] BODY = "{\"exact\" : true}".getBytes(UTF_8);
  private static final String PDH = "83367e8913dcec0bf3fc25ed5a27eacb+49";
  private static final String SAVED =
      """
      {"uuid":"%s","version":4,"portable_data_hash":"%s",
       "modified_at":"2026-01-02T03:04:05.123456000Z","kind":"arvados#collection"}
      """
          .formatted(UUID, PDH);

  @Test
  void commit_saved_saysWhatTheServerHolds() throws IOException {
    try (WireServer server = new WireServer(json(200, SAVED))) {
      CommitAnswer answer = server.client().commit(UUID, BODY);

      assertEquals(new Saved(UUID, 4, PDH, Instant.parse("2026-01-02T03:04:05.123456Z")), answer);
    }
  }

  @Test
  void commit_always_sendsTheExactBytesWithTokenAndRequestId() throws IOException {
    try (WireServer server = new WireServer(json(200, SAVED))) {
      server.client().commit(UUID, BODY);

      Seen seen = server.seen().getFirst();
      assertEquals("PATCH /arvados/v1/collections/" + UUID, seen.method() + " " + seen.uri());
      assertEquals(new String(BODY, UTF_8), seen.body());
      assertEquals("application/json", seen.header("Content-Type"));
      assertEquals("Bearer " + WireServer.TOKEN.text(), seen.header("Authorization"));
      assertEquals("arv-fs/test", seen.header("User-Agent"));
      assertTrue(seen.header("X-Request-Id").matches("req-[0-9a-z]{20}"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 413, 422})
  void commit_definiteRefusal_isRefused(int status) throws IOException {
    try (WireServer server = new WireServer(json(status, "{\"errors\":[\"no\",\"never\"]}"))) {
      CommitAnswer answer = server.client().commit(UUID, BODY);

      assertEquals(new Refused(status, status + " no; never", Optional.empty()), answer);
    }
  }

  @Test
  void commit_wrongPrediction_namesTheComputedHash() throws IOException {
    String message =
        "//railsapi.internal/arvados/v1/collections/x: 422 Unprocessable Entity: Portable data hash"
            + " '0123456789abcdef0123456789abcdef' does not match computed hash"
            + " '83367e8913dcec0bf3fc25ed5a27eacb+49' (req-1)";
    try (WireServer server = new WireServer(json(422, "{\"errors\":[\"" + message + "\"]}"))) {
      CommitAnswer answer = server.client().commit(UUID, BODY);

      Refused refused = assertInstanceOf(Refused.class, answer);
      assertEquals(Optional.of("83367e8913dcec0bf3fc25ed5a27eacb"), refused.computedHash());
    }
  }

  @Test
  void commit_tooLargeForTheProxyInFront_isRefusedThoughHtml() throws IOException {
    try (WireServer server = new WireServer(html(413))) {
      CommitAnswer answer = server.client().commit(UUID, BODY);

      assertEquals(413, assertInstanceOf(Refused.class, answer).status());
    }
  }

  @Test
  void commit_emptyServiceUnavailable_isBusy() throws IOException {
    try (WireServer server = new WireServer(json(503, ""))) {
      CommitAnswer answer = server.client().commit(UUID, BODY);

      assertEquals(new Busy(), answer);
    }
  }

  static Stream<Arguments> ambiguous() {
    return Stream.of(
        Arguments.of("500", json(500, "{\"errors\":[\"lock timeout\"]}")),
        Arguments.of("empty 500", json(500, "")),
        Arguments.of("HTML 502", html(502)),
        Arguments.of("HTML 503", html(503)),
        Arguments.of("HTML 504", html(504)),
        Arguments.of("JSON 503", json(503, "{\"errors\":[\"x\"]}")),
        Arguments.of("HTML 200", html(200)),
        Arguments.of("HTML 403", html(403)),
        Arguments.of("HTML 404", html(404)),
        Arguments.of("empty 200", json(200, "")),
        Arguments.of("half of a 200", json(200, SAVED.substring(0, 40))),
        Arguments.of("200 about another", json(200, SAVED.replace("0001", "0002"))),
        Arguments.of("200 without a hash", json(200, SAVED.replace(PDH, ""))),
        Arguments.of("200 without a version", json(200, SAVED.replace("4,", "0,"))),
        Arguments.of("200 without a time", json(200, SAVED.replace("2026-", "x"))),
        Arguments.of("an array", json(200, "[]")),
        Arguments.of("429", json(429, "{\"errors\":[\"slow down\"]}")),
        Arguments.of("408", json(408, "{\"errors\":[\"timeout\"]}")),
        Arguments.of("204", json(204, "")),
        Arguments.of("cut before the answer", cut()),
        Arguments.of("cut in the answer", cutInBody("{\"uuid\":")),
        Arguments.of("redirect", header("Location", "/elsewhere", json(307, ""))),
        Arguments.of("permanent redirect", header("Location", "/elsewhere", json(308, ""))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ambiguous")
  void commit_anythingElse_isAmbiguousAndSentOnce(String name, Reply reply) throws IOException {
    try (WireServer server = new WireServer(reply)) {
      CommitAnswer answer = server.client().commit(UUID, BODY);

      assertInstanceOf(Ambiguous.class, answer, name);
      assertEquals(1, server.seen().size(), name);
    }
  }

  @Test
  void commit_thatTheApiFailedAt_isToldFromOneThatGotNoAnswer() throws IOException {
    try (WireServer server =
        new WireServer(json(500, "{\"errors\":[\"no such class\"]}"), html(500), cut())) {
      HttpArvados client = server.client();

      assertEquals(new Ambiguous("500 no such class", true), client.commit(UUID, BODY));
      assertFalse(assertInstanceOf(Ambiguous.class, client.commit(UUID, BODY)).failed());
      assertFalse(assertInstanceOf(Ambiguous.class, client.commit(UUID, BODY)).failed());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 421, 503})
  void commit_askedToRepeatAtOnce_isSentOnceAllTheSame(int status) throws IOException {
    try (WireServer server = new WireServer(header("Retry-After", "0", json(status, "")))) {
      server.client().commit(UUID, BODY);

      assertEquals(1, server.seen().size());
    }
  }

  @Test
  void commit_noAnswer_isAmbiguousAfterTheServersTimeoutAndTheGrace() throws IOException {
    Reply discovery = json(200, "{\"uuidPrefix\":\"zzzzz\"}");
    Reply config = json(200, "{\"API\":{\"RequestTimeout\":\"100ms\"}}");
    try (WireServer server = new WireServer(discovery, config, silence())) {
      HttpArvados client = server.client();
      client.discover();
      long start = System.nanoTime();

      CommitAnswer answer = client.commit(UUID, BODY);

      assertInstanceOf(Ambiguous.class, answer);
      assertTrue(System.nanoTime() - start >= 250_000_000L, "patience is 100 + 150 ms");
      assertEquals(3, server.seen().size());
    }
  }

  @Test
  void commit_nobodyListens_isNotSent() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (WireServer server = new WireServer(cut())) {
      HttpUrl nobody = HttpUrl.get("http://127.0.0.1:" + port + "/");

      CommitAnswer answer = server.client(nobody, new SleeplessTasks()).commit(UUID, BODY);

      assertInstanceOf(NotSent.class, answer);
    }
  }

  @Test
  void commit_unknownHost_isNotSent() throws IOException {
    try (WireServer server = new WireServer(cut())) {
      HttpUrl nowhere = HttpUrl.get("http://no-such-host.invalid/");

      CommitAnswer answer = server.client(nowhere, new SleeplessTasks()).commit(UUID, BODY);

      assertInstanceOf(NotSent.class, answer);
    }
  }

  @Test
  void commit_afterAnother_usesAConnectionOfItsOwn() throws IOException {
    try (WireServer server = new WireServer(json(200, SAVED), cut(), json(200, SAVED))) {
      HttpArvados client = server.client();

      List<CommitAnswer> answers =
          List.of(client.commit(UUID, BODY), client.commit(UUID, BODY), client.commit(UUID, BODY));

      assertInstanceOf(Saved.class, answers.get(0));
      assertInstanceOf(Ambiguous.class, answers.get(1));
      assertInstanceOf(Saved.class, answers.get(2));
      assertEquals(3, server.seen().size());
    }
  }

  @Test
  void commit_serverRepeatsTheToken_messageDoesNot() throws IOException {
    String text = WireServer.TOKEN.text();
    try (WireServer server = new WireServer(json(403, "{\"errors\":[\"bad " + text + "\"]}"))) {
      CommitAnswer answer = server.client().commit(UUID, BODY);

      assertFalse(answer.toString().contains("mysecret"), answer.toString());
    }
  }
}
