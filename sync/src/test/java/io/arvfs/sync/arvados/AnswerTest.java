package io.arvfs.sync.arvados;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import okhttp3.Headers;
import org.junit.jupiter.api.Test;

class AnswerTest {

  private static String complaint(int status, String body) {
    Headers none = new Headers.Builder().build();
    return new Answer(status, none, body.getBytes(UTF_8)).complaint(WireServer.TOKEN);
  }

  @Test
  void complaint_ofErrors_joinsThemInOneLine() {
    assertEquals("422 a b; c", complaint(422, "{\"errors\":[\"a\\n b\",\"c\"]}"));
  }

  @Test
  void complaint_ofNothing_saysSo() {
    assertEquals("503 with an empty body", complaint(503, ""));
  }

  @Test
  void complaint_ofHtmlWithoutItsType_isStillHtml() {
    assertEquals("502 an HTML page", complaint(502, "\n <!DOCTYPE html><html>…"));
  }

  @Test
  void complaint_ofLongText_isCutAfterTheTokenIsOut() {
    String complaint = complaint(500, "x".repeat(290) + WireServer.TOKEN.text() + "y".repeat(500));

    assertTrue(complaint.length() < 320, complaint);
    assertFalse(complaint.contains("v2/"), complaint);
  }
}
