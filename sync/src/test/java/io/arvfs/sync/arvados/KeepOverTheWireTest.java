package io.arvfs.sync.arvados;

import static io.arvfs.sync.arvados.WireServer.cut;
import static io.arvfs.sync.arvados.WireServer.cutInBody;
import static io.arvfs.sync.arvados.WireServer.header;
import static io.arvfs.sync.arvados.WireServer.html;
import static io.arvfs.sync.arvados.WireServer.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.host.Tasks;
import io.arvfs.sync.arvados.WireServer.Reply;
import io.arvfs.sync.arvados.WireServer.Seen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks to and from services that answer as each kind of Keep service can. */
class KeepOverTheWireTest {

  private static final byte[] FOO = "foo".getBytes(UTF_8);
  private static final String ID = "acbd18db4cc2f85cedef654fccc4a4d8+3";
  private static final String SIGNED = ID + "+A27a1f40aa6c98f5365486b79641a5a0f3a84230e@70000000";
  private static final Replication ONE = new Replication(OptionalInt.of(1), List.of());
  private static final Replication TWO = new Replication(OptionalInt.of(2), List.of());

  private final List<WireServer> servers = new ArrayList<>();
  private final List<KeepService> services = new ArrayList<>();

  @AfterEach
  void close() {
    servers.forEach(WireServer::close);
  }

  /** The one asked first for the block {@code foo}, and those after it, in the order they start. */
  private WireServer service(Reply... replies) throws IOException {
    List<String> suffixes = List.of("000000000000000", "000000000000002", "000000000000001");
    WireServer server = new WireServer(replies);
    String suffix = suffixes.get(services.size());
    servers.add(server);
    services.add(server.asKeep("zzzzz-bi6l4-" + suffix, "disk"));
    return server;
  }

  private KeepClient keep(boolean signing, List<String> classes) throws IOException {
    ClusterInfo cluster =
        Records.cluster(
            Json.object().put("uuidPrefix", "zzzzz"),
            Json.parse(
                "{\"Collections\":{\"BlobSigning\":%s},\"StorageClasses\":%s}"
                    .formatted(signing, classObject(classes))
                    .getBytes(UTF_8)));
    HttpArvados api = servers.getFirst().client();
    return new KeepClient(() -> List.copyOf(services), cluster, api.wire());
  }

  private static String classObject(List<String> classes) {
    List<String> members = classes.stream().map(c -> "\"" + c + "\":{\"Default\":true}").toList();
    return "{" + String.join(",", members) + "}";
  }

  private KeepClient keep() throws IOException {
    return keep(true, List.of());
  }

  private static Reply stored(int replicas) {
    return header("X-Keep-Replicas-Stored", "" + replicas, text(200, SIGNED + "\n"));
  }

  @Test
  void put_oneCopy_sendsTheBareHashAndItsWishes() throws IOException {
    WireServer server = service(header("X-Keep-Storage-Classes-Confirmed", "hot=1", stored(1)));

    Locator locator = keep(true, List.of("hot")).put(Md5.blockOf(FOO, 3), FOO, ONE);

    Seen seen = server.seen().getFirst();
    assertEquals(SIGNED, locator.toString());
    assertEquals("PUT /" + ID.substring(0, 32), seen.method() + " " + seen.uri());
    assertEquals("foo", seen.body());
    assertEquals("1", seen.header("X-Keep-Desired-Replicas"));
    assertEquals("hot", seen.header("X-Keep-Storage-Classes"));
    assertEquals("3", seen.header("Content-Length"));
    assertEquals("Bearer " + WireServer.TOKEN.text(), seen.header("Authorization"));
  }

  @Test
  void put_bufferLongerThanTheBlock_sendsTheBlockOnly() throws IOException {
    WireServer server = service(stored(1));

    keep().put(Md5.blockOf(FOO, 3), "foobar".getBytes(UTF_8), ONE);

    assertEquals("foo", server.seen().getFirst().body());
  }

  /** A service that takes nothing more for a while, in the middle of a block. */
  @Test
  void sentBytes_whileAPutIsUnderWay_tellHowFarItIs() throws Exception {
    byte[] large = new byte[16 << 20];
    List<IOException> failures = new CopyOnWriteArrayList<>();
    KeepClient keep;
    Tasks.Task put;
    try (ServerSocket slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      slow.setReceiveBufferSize(64 << 10);
      service(cut());
      services.clear();
      URI root = URI.create("http://127.0.0.1:" + slow.getLocalPort() + "/");
      services.add(new KeepService("zzzzz-bi6l4-000000000000000", root, "proxy", false));
      keep = keep();
      put =
          new RealTasks()
              .start(
                  "put",
                  () -> {
                    try {
                      keep.put(Md5.blockOf(large, large.length), large, ONE);
                    } catch (IOException e) {
                      failures.add(e);
                    }
                  });
      try (Socket taken = slow.accept()) {
        taken.getInputStream().readNBytes(8 << 20);

        long sent = keep.sentBytes();

        assertTrue(sent > 7 << 20 && sent < large.length, sent + " bytes");
      }
    }
    put.join();
    assertEquals(1, failures.size(), "it was cut off");
  }

  @Test
  void put_twoCopies_goesToTwoServicesInOrder() throws IOException {
    WireServer first = service(stored(1));
    WireServer second = service(stored(1));
    WireServer third = service(stored(1));

    keep().put(FOO, 3);

    assertEquals(List.of(1, 1, 0), counts(first, second, third));
  }

  @Test
  void put_proxyStoresAllCopies_isAskedOnce() throws IOException {
    WireServer proxy = service(header("X-Keep-Replicas-Stored", "2", text(200, SIGNED)));
    WireServer other = service(stored(1));

    keep().put(Md5.blockOf(FOO, 3), FOO, TWO);

    assertEquals(List.of(1, 0), counts(proxy, other));
    assertEquals("2", proxy.seen().getFirst().header("X-Keep-Desired-Replicas"));
  }

  @Test
  void put_oneServiceFull_takesTheNextAndDoesNotAskTheFullOneAgain() throws IOException {
    WireServer full = service(text(507, "insufficient storage"));
    WireServer flaky = service(text(503, ""), stored(1));
    service(text(503, ""));

    keep().put(Md5.blockOf(FOO, 3), FOO, ONE);

    assertEquals(List.of(1, 2), counts(full, flaky));
  }

  @Test
  void put_allFull_throwsKeepFull() throws IOException {
    service(text(507, "full"));
    service(text(507, "full"));
    Keep keep = keep();

    KeepFullException thrown =
        assertThrows(KeepFullException.class, () -> keep.put(Md5.blockOf(FOO, 3), FOO, ONE));

    assertTrue(String.valueOf(thrown.getMessage()).contains("0 of 1 copies"), thrown.getMessage());
  }

  @Test
  void put_oneCopyStoredTheRestFull_throwsKeepFull() throws IOException {
    service(stored(1));
    service(text(507, "full"));
    Keep keep = keep();

    assertThrows(KeepFullException.class, () -> keep.put(Md5.blockOf(FOO, 3), FOO, TWO));
  }

  @Test
  void put_forbiddenByProxy_throwsForbiddenAtOnce() throws IOException {
    WireServer proxy = service(text(403, "Forbidden"));
    Keep keep = keep();

    assertThrows(ForbiddenException.class, () -> keep.put(Md5.blockOf(FOO, 3), FOO, ONE));

    assertEquals(List.of(1), counts(proxy));
  }

  static Stream<Arguments> untrustworthy() {
    String other = "37b51d194a7513e45b56f6524f2d51f2" + SIGNED.substring(32);
    return Stream.of(
        Arguments.of("another block's locator", text(200, other)),
        Arguments.of("another size", text(200, SIGNED.replace("+3+", "+4+"))),
        Arguments.of("no locator", text(200, "thanks")),
        Arguments.of("unsigned", text(200, ID)),
        Arguments.of("HTML", html(200)),
        Arguments.of("HTML 403", html(403)),
        Arguments.of("500", text(500, "oops")),
        Arguments.of("cut", cut()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("untrustworthy")
  void put_answerNotToBeTrusted_goesToTheNextService(String name, Reply reply) throws IOException {
    service(reply);
    WireServer good = service(stored(1));

    Locator locator = keep().put(Md5.blockOf(FOO, 3), FOO, ONE);

    assertEquals(SIGNED, locator.toString(), name);
    assertEquals(List.of(1), counts(good), name);
  }

  @Test
  void put_clusterThatDoesNotSign_takesUnsignedLocators() throws IOException {
    service(text(200, ID + "\n"));

    Locator locator = keep(false, List.of()).put(Md5.blockOf(FOO, 3), FOO, ONE);

    assertEquals(ID, locator.toString());
  }

  @Test
  void put_nobodyListens_throwsUnreachable() throws IOException {
    service(stored(1));
    services.clear();
    services.add(nobody());
    Keep keep = keep();

    assertThrows(ServerUnreachableException.class, () -> keep.put(Md5.blockOf(FOO, 3), FOO, ONE));
  }

  @Test
  void put_readOnlyAndGatewayServices_areNotAsked() throws IOException {
    WireServer server = service(stored(1));
    URI root = server.base().uri();
    services.clear();
    services.add(new KeepService("zzzzz-bi6l4-000000000000000", root, "disk", true));
    services.add(new KeepService("zzzzz-bi6l4-000000000000001", root, "gateway:x", false));
    Keep keep = keep();

    assertThrows(ServerMisbehavedException.class, () -> keep.put(Md5.blockOf(FOO, 3), FOO, ONE));

    assertEquals(List.of(0), counts(server));
  }

  @Test
  void get_block_asksTheFirstWithTheWholeLocator() throws IOException {
    WireServer first = service(text(200, "foo"));
    WireServer second = service(text(200, "foo"));

    byte[] bytes = keep().get(Locator.parse(SIGNED));

    assertArrayEquals(FOO, bytes);
    assertEquals("/" + SIGNED, first.seen().getFirst().uri().getPath());
    assertEquals(List.of(1, 0), counts(first, second));
  }

  @Test
  void get_emptyBlock_asksNobody() throws IOException {
    WireServer server = service(text(500, ""));

    byte[] bytes = keep().get(Locator.parse("d41d8cd98f00b204e9800998ecf8427e+0"));

    assertEquals(0, bytes.length);
    assertEquals(List.of(0), counts(server));
  }

  static Stream<Arguments> badReads() {
    return Stream.of(
        Arguments.of("other bytes", text(200, "bar")),
        Arguments.of("too few", text(200, "fo")),
        Arguments.of("too many", text(200, "foox")),
        Arguments.of("cut in body", cutInBody("fo")),
        Arguments.of("cut", cut()),
        Arguments.of("404", text(404, "not found")),
        Arguments.of("401", text(401, "expired")),
        Arguments.of("502", text(502, "")),
        Arguments.of("HTML 403", html(403)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badReads")
  void get_firstServiceFails_readsFromTheSecond(String name, Reply reply) throws IOException {
    service(reply);
    service(text(200, "foo"));

    assertArrayEquals(FOO, keep().get(Locator.parse(SIGNED)), name);
  }

  @Test
  void get_corruptEverywhere_triesAgainAndThenMisbehaves() throws IOException {
    WireServer server = service(text(200, "bar"));
    Keep keep = keep();

    assertThrows(ServerMisbehavedException.class, () -> keep.get(Locator.parse(SIGNED)));

    assertEquals(List.of(WireServer.QUICK.attempts()), counts(server));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 422})
  void get_signatureRefused_throwsSignatureExpiredWithoutRepeating(int status) throws IOException {
    WireServer refusing = service(text(status, "signature expired"));
    service(text(404, "not found"));
    Keep keep = keep();

    assertThrows(SignatureExpiredException.class, () -> keep.get(Locator.parse(SIGNED)));

    assertEquals(List.of(1), counts(refusing));
  }

  @Test
  void get_nobodyHasIt_throwsNoSuchBlock() throws IOException {
    service(text(404, "not found"));
    service(text(404, "not found"));
    Keep keep = keep();

    assertThrows(NoSuchBlockException.class, () -> keep.get(Locator.parse(SIGNED)));
  }

  @Test
  void get_temporaryFailure_isRepeatedInTheNextRound() throws IOException {
    service(text(503, ""), text(200, "foo"));
    service(text(404, "not found"));

    assertArrayEquals(FOO, keep().get(Locator.parse(SIGNED)));
  }

  @Test
  void get_hintNamesAGateway_asksItFirstAndNobodyElseForOtherBlocks() throws IOException {
    WireServer disk = service(text(200, "foo"));
    WireServer gateway = new WireServer(text(200, "foo"));
    servers.add(gateway);
    String uuid = "zzzzz-bi6l4-00000000000gate";
    services.add(gateway.asKeep(uuid, "gateway:test"));
    Keep keep = keep();

    keep.get(Locator.parse(SIGNED + "+K@" + uuid));
    keep.get(Locator.parse(SIGNED));

    assertEquals(List.of(1, 1), counts(gateway, disk));
  }

  private static List<Integer> counts(WireServer... asked) {
    return Stream.of(asked).map(server -> server.seen().size()).toList();
  }

  private static KeepService nobody() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI root = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
      return new KeepService("zzzzz-bi6l4-000000000000009", root, "disk", false);
    }
  }
}
