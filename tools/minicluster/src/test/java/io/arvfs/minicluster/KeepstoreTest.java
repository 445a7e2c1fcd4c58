package io.arvfs.minicluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a keepstore says to good and bad locators. */
class KeepstoreTest {

  private final Desk desk = new Desk();

  private Response keep(String method, String path, String token, byte[] body) {
    return desk.cluster.keep(Request.of(method, path, token, body), desk.now);
  }

  private int get(String locator) {
    return keep("GET", "/" + locator, desk.cluster.token(), new byte[0]).status();
  }

  @Test
  void put_ofABlock_answersASignedLocatorAndReplicas() {
    Response put =
        keep("PUT", "/" + Desk.FOO.substring(0, 32), desk.cluster.token(), Desk.bytes("foo"));

    assertEquals(200, put.status());
    assertTrue(put.text().matches("acbd18db4cc2f85cedef654fccc4a4d8\\+3\\+A.{40}@.{8}\n"));
    assertEquals("1", put.headers().get("X-Keep-Replicas-Stored"));
    assertEquals("default=1", put.headers().get("X-Keep-Storage-Classes-Confirmed"));
  }

  @Test
  void put_withoutToken_answersUnsigned() {
    Response put = keep("PUT", "/" + Desk.FOO, "", Desk.bytes("foo"));

    assertEquals(Desk.FOO + "\n", put.text());
  }

  @Test
  void put_ofOtherBytes_isRefused() {
    assertEquals(
        400, keep("PUT", "/" + Desk.BAR, desk.cluster.token(), Desk.bytes("foo")).status());
  }

  @Test
  void put_ofMoreThanABlock_isTooLarge() {
    byte[] body = new byte[ClusterSettings.MAX_BLOCK_BYTES + 1];

    assertEquals(413, keep("PUT", "/" + Desk.FOO, desk.cluster.token(), body).status());
  }

  @Test
  void get_ofBadLocators_saysWhichWay() {
    String signed = desk.put("foo");

    assertEquals(200, get(signed));
    assertEquals(200, get("/" + signed));
    assertEquals(400, get(Desk.FOO));
    assertEquals(400, get(signed.replace("+A", "+A0").replaceFirst(".@", "@")));
    assertEquals(405, get(Desk.FOO.substring(0, 32)));
    assertEquals(400, get("nonsense"));
    assertEquals(401, keep("GET", "/" + signed, "", new byte[0]).status());
    assertEquals(400, keep("GET", "/" + signed, "v2/other/token", new byte[0]).status());
    assertEquals(400, keep("POST", "/" + signed, desk.cluster.token(), new byte[0]).status());
  }

  @Test
  void get_afterTheTtl_isUnauthorized() {
    String signed = desk.put("foo");
    desk.pass(Duration.ofDays(15));

    assertEquals(401, get(signed));
  }

  @Test
  void get_ofAnUnknownBlock_isNotFound() {
    Signer signer = desk.cluster.faults().signer();

    assertEquals(404, get(signer.sign(Desk.BAR, desk.cluster.token(), signer.expiry(desk.now))));
  }

  @Test
  void get_ofTheEmptyBlock_needsNothing() {
    assertEquals(200, keep("GET", "/" + ManifestWriter.EMPTY_BLOCK, "", new byte[0]).status());
  }
}
