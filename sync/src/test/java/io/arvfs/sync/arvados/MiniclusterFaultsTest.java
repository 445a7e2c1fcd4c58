package io.arvfs.sync.arvados;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.arvfs.minicluster.Minicluster;
import io.arvfs.minicluster.MiniclusterOptions;
import io.arvfs.sync.arvados.CommitAnswer.Ambiguous;
import io.arvfs.sync.arvados.CommitAnswer.Busy;
import io.arvfs.sync.arvados.CommitAnswer.Refused;
import io.arvfs.sync.arvados.CommitAnswer.Saved;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes known when the embedded cluster or the line to it misbehaves. */
class MiniclusterFaultsTest {

  private static final byte[] FOO = "foo".getBytes(UTF_8);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-02T03:04:05Z"));
  private Minicluster cluster;
  private HttpArvados arvados;
  private Keep keep;
  private String uuid;

  @BeforeEach
  void start() throws IOException {
    cluster = Minicluster.start(MiniclusterOptions.inMemory(), now::get);
    Settings settings = new Settings(cluster.apiHost(), Token.of(cluster.token()), true);
    arvados =
        new HttpArvados(settings, HttpOptions.standard(), new SleeplessTasks(), new Random(1));
    keep = new KeepClient(arvados, arvados.discover());
    uuid = arvados.create("faulty", arvados.currentUser().uuid()).uuid();
  }

  @AfterEach
  void stop() {
    arvados.close();
    cluster.close();
  }

  private void fault(String name, String value) {
    cluster.faults(Map.of(name, value));
  }

  private byte[] body() throws IOException {
    String text = ". " + keep.put(FOO, FOO.length) + " 0:3:f\n";
    String result = ". " + Md5.blockOf(FOO, 3) + " 0:3:f\n";
    return CommitBody.of(Map.of("/f", "manifest_text/f"), text, Md5.hex(result.getBytes(UTF_8)));
  }

  private long patches() {
    return cluster.counters().api().entrySet().stream()
        .filter(count -> count.getKey().startsWith("PATCH "))
        .mapToLong(count -> count.getValue().requests())
        .sum();
  }

  @Test
  void commit_answerLost_isAmbiguousSavedAndNotSentAgain() throws IOException {
    byte[] body = body();
    fault("update-lost", "1");

    CommitAnswer answer = arvados.commit(uuid, body);

    assertInstanceOf(Ambiguous.class, answer);
    assertEquals(1, patches());
    assertEquals(1, arvados.versionsAbove(uuid, 1).size());
  }

  @Test
  void commit_sameBytesAfterALostAnswer_settleIt() throws IOException {
    byte[] body = body();
    fault("update-lost", "1");
    arvados.commit(uuid, body);

    CommitAnswer answer = arvados.commit(uuid, body);

    assertEquals(
        arvados.look(uuid).portableDataHash(), assertInstanceOf(Saved.class, answer).pdh());
    assertEquals(2, patches());
  }

  @Test
  void commit_errorAfterTheSave_isAmbiguous() throws IOException {
    byte[] body = body();
    fault("update-status-after", "502");

    assertInstanceOf(Ambiguous.class, arvados.commit(uuid, body));
    assertEquals(1, patches());
  }

  @Test
  void commit_fullQueue_isBusyAndNothingRan() throws IOException {
    byte[] body = body();
    fault("api-503", "1");

    CommitAnswer answer = arvados.commit(uuid, body);

    assertEquals(new Busy(), answer);
    assertEquals(1, arvados.look(uuid).version());
  }

  @Test
  void look_cutOnce_isRepeated() throws IOException {
    fault("api-cut", "1");

    assertEquals(uuid, arvados.look(uuid).uuid());
  }

  @Test
  void get_corruptOnce_returnsTheRightBytes() throws IOException {
    Locator locator = keep.put(FOO, FOO.length);
    fault("keep-get-corrupt", "1");

    assertArrayEquals(FOO, keep.get(locator));
  }

  @Test
  void get_truncatedOnce_returnsTheRightBytes() throws IOException {
    Locator locator = keep.put(FOO, FOO.length);
    fault("keep-get-truncate", "1");

    assertArrayEquals(FOO, keep.get(locator));
  }

  @Test
  void put_everyServiceFull_throwsKeepFull() {
    fault("keep-put-status", "507*100");

    assertThrows(KeepFullException.class, () -> keep.put(FOO, FOO.length));
  }

  @Test
  void get_afterTheSignatureExpired_needsAFreshLocator() throws IOException {
    assertInstanceOf(Saved.class, arvados.commit(uuid, body()));
    Locator old = locator();
    now.updateAndGet(time -> time.plus(Duration.ofDays(15)));

    assertThrows(SignatureExpiredException.class, () -> keep.get(old));

    assertArrayEquals(FOO, keep.get(locator()));
  }

  @Test
  void commit_withAnExpiredSignature_isForbidden() throws IOException {
    byte[] body = body();
    now.updateAndGet(time -> time.plus(Duration.ofDays(15)));

    CommitAnswer answer = arvados.commit(uuid, body);

    assertEquals(403, assertInstanceOf(Refused.class, answer).status());
  }

  private Locator locator() throws IOException {
    return Locator.parse(SignedText.of(arvados, uuid).split(" ", 3)[1]);
  }
}
