package io.arvfs.minicluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each fault does what its line says, as often as it says. */
class FaultsTest {

  private final Desk desk = new Desk();
  private final String uuid = desk.fooCollection("n");

  private Desk.Answer rename(String name) {
    return desk.update(uuid, "{\"collection\":{\"name\":\"" + name + "\"}}");
  }

  private Response keep(String method, String path, byte[] body) {
    return desk.cluster.keep(Request.of(method, path, desk.cluster.token(), body), desk.now);
  }

  private void arm(String name, String value) {
    desk.cluster.faults().set(name, value);
  }

  @Test
  void apiDelay_twice_delaysTwoAnswers() {
    arm("api-delay", "250*2");

    assertEquals(Duration.ofMillis(250), desk.get(uuid).response().delay());
    assertEquals(Duration.ofMillis(250), desk.get(uuid).response().delay());
    assertEquals(Duration.ZERO, desk.get(uuid).response().delay());
  }

  @Test
  void keepDelay_withoutCount_staysOn() {
    arm("keep-delay", "9");

    assertEquals(Duration.ofMillis(9), keep("GET", "/x", new byte[0]).delay());
    assertEquals(Duration.ofMillis(9), keep("GET", "/x", new byte[0]).delay());
  }

  @Test
  void apiCut_matchingAPath_leavesOthersAloneAndExecutesNothing() {
    arm("api-cut", "1@PATCH /arvados/v1/collections");

    assertFalse(desk.get(uuid).response().cut());
    assertTrue(rename("cut").response().cut());
    assertEquals("n", desk.stored(uuid).name());
    assertFalse(rename("m").response().cut());
  }

  @Test
  void keepCut_storesNothing() {
    arm("keep-cut", "1");

    assertTrue(keep("PUT", "/acbd18db4cc2f85cedef654fccc4a4d8", Desk.bytes("foo")).cut());
    desk.cluster.faults().set("signing", "off");
    assertEquals(404, keep("GET", "/" + Desk.FOO, new byte[0]).status());
  }

  @Test
  void api503And502_areEmptyAndHtml() {
    arm("api-503", "1");
    arm("api-502", "1");

    Response full = desk.get(uuid).response();
    Response gateway = desk.get(uuid).response();

    assertEquals(503, full.status());
    assertEquals(0, full.body().length);
    assertEquals(502, gateway.status());
    assertTrue(gateway.text().startsWith("<html>"));
  }

  @Test
  void updateLost_isExecutedAndCut() {
    arm("update-lost", "1");

    assertTrue(rename("m").response().cut());
    assertEquals("m", desk.stored(uuid).name());
  }

  @Test
  void updateStatus_isRefusedAndNotExecuted() {
    for (String status : new String[] {"400", "404", "422", "500"}) {
      arm("update-status", status + "*1");

      assertEquals(Integer.parseInt(status), rename("m").status());
      assertEquals("n", desk.stored(uuid).name());
    }
  }

  @Test
  void updateStatusAfter_isExecutedAndRefused() {
    arm("update-status-after", "504*1");

    assertEquals(504, rename("m").status());
    assertEquals("m", desk.stored(uuid).name());
  }

  @Test
  void updateTwice_runsAPlanAgainOnItsOwnResult() {
    arm("update-twice", "1");
    String text = ". " + desk.put("bar") + " 0:3:a\n";

    // A second signed at another time keeps the two locator strings apart, as for real clients.
    desk.pass(Duration.ofSeconds(5));
    desk.replace(uuid, text, Map.of("/a~", "current/a", "/a", "manifest_text/a"));

    String after = desk.stored(uuid).manifestText();
    assertEquals(". " + Desk.BAR + " " + Desk.BAR + " 0:3:a 3:3:a~\n", after);
  }

  @Test
  void updateZombie_landsLater() {
    arm("update-zombie", "1500*1");

    assertTrue(rename("late").response().cut());
    desk.pass(Duration.ofMillis(1499));
    desk.cluster.advance(desk.now);
    assertEquals("n", desk.stored(uuid).name());
    desk.pass(Duration.ofMillis(1));
    desk.cluster.advance(desk.now);
    assertEquals("late", desk.stored(uuid).name());
  }

  @Test
  void foreignWrite_comesBetweenLookAndUpdate() {
    arm("foreign-write", "/theirs/f*1");

    assertEquals(200, desk.replace(uuid, "", Map.of("/b", "current/a")).status());

    String text = desk.stored(uuid).manifestText();
    assertTrue(text.contains(" 0:3:a 0:3:b\n./theirs "), text);
    assertTrue(desk.cluster.faults().all().isEmpty());
  }

  @Test
  void keepStatuses_refusePutAndGet() {
    arm("keep-put-status", "507*1");
    Response full = keep("PUT", "/acbd18db4cc2f85cedef654fccc4a4d8", Desk.bytes("foo"));
    String locator = desk.put("foo");
    arm("keep-get-status", "503*1");
    Response busy = keep("GET", "/" + locator, new byte[0]);

    assertEquals(507, full.status());
    assertEquals(503, busy.status());
    assertEquals("foo", keep("GET", "/" + locator, new byte[0]).text());
  }

  @Test
  void keepGetCorruptAndTruncate_spoilTheAnswerOnly() {
    String locator = desk.put("foobar");
    arm("keep-get-corrupt", "1");
    Response corrupt = keep("GET", "/" + locator, new byte[0]);
    arm("keep-get-truncate", "1");
    Response half = keep("GET", "/" + locator, new byte[0]);

    assertEquals(6, corrupt.body().length);
    assertNotEquals("foobar", corrupt.text());
    assertEquals("foo", half.text());
    assertEquals("6", half.headers().get("Content-Length"));
    assertArrayEquals(Desk.bytes("foobar"), keep("GET", "/" + locator, new byte[0]).body());
  }

  @Test
  void versioning_off_keepsNothing() {
    arm("versioning", "off");

    Desk.Answer saved =
        desk.update(uuid, "{\"collection\":{\"name\":\"m\",\"preserve_version\":true}}");

    assertEquals(1, saved.get("version").asInt());
    Desk.Answer config = desk.ask("GET", "/arvados/v1/config");
    assertFalse(config.get("Collections").path("CollectionVersioning").asBoolean(true));
  }

  @Test
  void versionIdle_zero_versionsEveryUpdate() {
    arm("version-idle", "0");

    assertEquals(2, rename("m").get("version").asInt());
    assertEquals(3, rename("o").get("version").asInt());
  }

  @Test
  void signing_off_leavesLocatorsBare() {
    arm("signing", "off");

    assertEquals(". " + Desk.FOO + " 0:3:a\n", desk.get(uuid).get("manifest_text").asText());
    assertEquals(Desk.FOO, desk.put("foo"));
    assertEquals("foo", keep("GET", "/" + Desk.FOO, new byte[0]).text());
    assertEquals(200, desk.replace(uuid, "", Map.of("/b", "current/a")).status());
  }

  @Test
  void signatureTtl_short_expires() {
    arm("signature-ttl", "5");
    String locator = desk.put("foo");
    desk.pass(Duration.ofSeconds(6));

    assertEquals(401, keep("GET", "/" + locator, new byte[0]).status());
    Desk.Answer save =
        desk.update(uuid, "{\"collection\":{\"manifest_text\":\". " + locator + " 0:3:f\\n\"}}");
    assertEquals(403, save.status());
  }

  @Test
  void realistic_updates_takeTurnsAndTimeByManifestSize() {
    Desk slow = new Desk(true);
    StringBuilder text = new StringBuilder(". " + Desk.FOO);
    for (int i = 0; i < 50_000; i++) {
      text.append(" 0:3:file").append(i);
    }
    String big = slow.cluster.createCollection("big", text.append('\n').toString(), slow.now);

    Duration first = slow.update(big, "{\"collection\":{\"name\":\"x\"}}").response().delay();
    Duration second = slow.update(big, "{\"collection\":{\"name\":\"y\"}}").response().delay();

    assertTrue(first.toMillis() > 1000, first::toString);
    assertEquals(first.multipliedBy(2), second);
  }

  @Test
  void set_ofUnknownNameOrValue_isRefused() {
    Faults faults = desk.cluster.faults();

    assertThrows(IllegalArgumentException.class, () -> faults.set("nope", "1"));
    assertThrows(IllegalArgumentException.class, () -> faults.set("api-cut", "x"));
    assertThrows(IllegalArgumentException.class, () -> faults.set("versioning", "maybe"));
    assertThrows(
        IllegalArgumentException.class, () -> faults.replace(Map.of("update-status", "200")));
  }

  @Test
  void adminPage_readsWhatItTakes() {
    String admin = desk.cluster.adminToken();
    String all = "{\"api-cut\":3,\"update-zombie\":\"5*2@PATCH\",\"versioning\":\"off\"}";

    Desk.Answer put = desk.ask("PUT", "/_minicluster/faults", admin, Desk.bytes(all));
    Desk.Answer got = desk.ask("GET", "/_minicluster/faults", admin, new byte[0]);
    Desk.Answer bad = desk.ask("PUT", "/_minicluster/faults", admin, Desk.bytes("{\"x\":1}"));
    Desk.Answer user = desk.ask("GET", "/_minicluster/faults");

    assertEquals(200, put.status());
    assertEquals("3", got.get("api-cut").asText());
    assertEquals("5*2@PATCH", got.get("update-zombie").asText());
    assertEquals(400, bad.status());
    assertEquals(3, desk.cluster.faults().all().size());
    assertEquals(401, user.status());
  }

  @Test
  void counters_countByMethodAndNormalisedPath() {
    String admin = desk.cluster.adminToken();
    desk.get(uuid);
    desk.get(uuid);
    desk.put("foo");

    Desk.Answer page = desk.ask("GET", "/_minicluster/counters", admin, new byte[0]);
    desk.ask("POST", "/_minicluster/counters/reset", admin, new byte[0]);

    String line = "GET /arvados/v1/collections/{uuid}";
    assertEquals(2, page.get("api").path(line).path("requests").asInt());
    assertEquals(3, page.get("keep").path("PUT /{locator}").path("bytes_in").asInt());
    assertTrue(desk.cluster.counters().api().isEmpty());
  }
}
