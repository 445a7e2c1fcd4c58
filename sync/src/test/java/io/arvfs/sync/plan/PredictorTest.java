package io.arvfs.sync.plan;

import static io.arvfs.sync.plan.Trees.N;
import static io.arvfs.sync.plan.Trees.W;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.manifest.ManifestText;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is certain of a prediction and what is not, and which requests are refused. */
class PredictorTest {

  private static final long NOW = 0x70000000L;
  private static final String DOUBLED = "118da954828b3eb5c1c179ce5970946e+169";
  private static final String SHARED = "9575181183f749b279c9d030c28dd277+132";
  private static final ManifestText SEEN = new ManifestText(". " + W + " 0:3:a 3:3:b 6:3:c\n");

  private static Request appending(long expiry) {
    String signature = "+A" + "0123456789".repeat(4) + "@" + Long.toHexString(expiry);
    return new Request(
        Map.of("/b", "manifest_text/b"),
        ". " + W + signature + " " + N + signature + " 3:3:b 9:3:b\n");
  }

  private static Predicted predicted(Signing signing, Request request) {
    return Predicted.of(signing, SEEN, request);
  }

  @ParameterizedTest
  @CsvSource({
    "-100, , 118da954828b3eb5c1c179ce5970946e+169, false",
    "-2, , 118da954828b3eb5c1c179ce5970946e+169, false",
    "-1, , 118da954828b3eb5c1c179ce5970946e+169, true",
    "0, , 9575181183f749b279c9d030c28dd277+132, true",
    "1, , 118da954828b3eb5c1c179ce5970946e+169, true",
    "-500, -500, 9575181183f749b279c9d030c28dd277+132, false",
    "-501, -500, 118da954828b3eb5c1c179ce5970946e+169, false",
    "0, -500, 118da954828b3eb5c1c179ce5970946e+169, false",
    "-100, 500, 118da954828b3eb5c1c179ce5970946e+169, false",
  })
  void seam_predicted_dependsOnTheTwoExpiries(
      int sent, @Nullable Integer trashAt, String pdh, boolean uncertain) {
    Optional<Long> trashAtSeconds = Optional.ofNullable(trashAt).map(seconds -> NOW + seconds);

    Predicted predicted = predicted(Signing.at(NOW, trashAtSeconds), appending(NOW + sent));

    assertEquals(pdh, predicted.pdh());
    assertEquals(uncertain, predicted.accepted().uncertain());
  }

  @Test
  void seam_whereNothingIsSigned_isShared() {
    Predicted predicted = predicted(Signing.off(), appending(NOW));

    assertEquals(SHARED, predicted.pdh());
    assertEquals(false, predicted.accepted().uncertain());
  }

  @Test
  void freshLocator_withoutASeam_isCertain() {
    Request request =
        new Request(
            Map.of("/z", "manifest_text/z"),
            ". " + N + "+A" + "0123456789".repeat(4) + "@" + Long.toHexString(NOW) + " 0:3:z\n");

    Predicted predicted = predicted(Signing.at(NOW, Optional.empty()), request);

    assertEquals(false, predicted.accepted().uncertain());
  }

  @Test
  void sourceByHash_besideTheSameBlock_isUncertain() {
    Request request = new Request(Map.of("/b", SEEN.portableDataHash() + "/c"), "");

    Predicted predicted =
        Predicted.of(
            Signing.at(NOW, Optional.empty()),
            Map.of(SEEN.portableDataHash(), PdhSource.of(SEEN)),
            SEEN,
            request);

    assertTrue(predicted.accepted().uncertain());
    assertEquals(". " + W + " 0:3:a 6:3:b 6:3:c\n", predicted.text().text());
  }

  @Test
  void textSeenWithSignatures_isPredictedAsWithout() {
    String signature = "+A" + "9876543210".repeat(4) + "@" + Long.toHexString(NOW - 7);
    ManifestText signed = new ManifestText(SEEN.text().replace(W.toString(), W + signature));

    Predicted predicted =
        Predicted.of(Signing.at(NOW, Optional.empty()), signed, appending(NOW - 100));

    assertEquals(DOUBLED, predicted.pdh());
  }

  @ParameterizedTest
  @CsvSource({
    "relative target, 400, a, current/b",
    "unclean target, 400, /a/, current/b",
    "dots in a target, 400, /a/../c, current/b",
    "source of no kind, 400, /z, nothing/b",
    "source without slash, 400, /z, current",
    "source gone, 400, /z, current/nope",
    "unknown hash, 400, /z, 118da954828b3eb5c1c179ce5970946e+169/",
    "hash without slash, 0, /z, 118da954828b3eb5c1c179ce5970946e+169",
    "reserved name, 500, /.arvados#collection, current/b",
    "file as the root, 400, /, current/b",
    "deletion below a file, 500, /a/x/y, ''",
    "splice into a file, 500, /a/x, current/b",
    "splice far below a file, 400, /a/x/y, current/b",
  })
  void request_thatCannotBeCarriedOut_isRefused(
      String circumstance, int status, String target, String source) {
    Prediction.Refused refused =
        predicted(Signing.off(), new Request(Map.of(target, source), "")).refused();

    assertEquals(status, refused.status(), circumstance + ": " + refused.why());
  }

  @Test
  void text_thatNoSourceUses_isRefused() {
    Request request = new Request(Map.of("/a", ""), SEEN.text());

    assertEquals(400, predicted(Signing.off(), request).refused().status());
  }

  @Test
  void reservedName_deleted_staysAsItIs() {
    Request request = new Request(Map.of("/.arvados#collection", ""), "");

    assertEquals(SEEN, predicted(Signing.off(), request).text());
  }

  @Test
  void root_asTarget_beginsWithNothing() {
    Request request = new Request(Map.of("/", "manifest_text/"), ". " + N + " 0:3:only\n");

    assertEquals(". " + N + " 0:3:only\n", predicted(Signing.off(), request).text().text());
  }

  @Test
  void tree_withANameThatIsNotUtf8_mustNotBeSent() {
    ManifestText seen = new ManifestText(". " + N + " 0:3:caf\\351 0:3:x\n");

    Predicted predicted = Predicted.of(Signing.off(), seen, new Request(Map.of("/x", ""), ""));

    assertEquals(Prediction.Refused.MUST_NOT_BE_SENT, predicted.refused().status());
  }
}
