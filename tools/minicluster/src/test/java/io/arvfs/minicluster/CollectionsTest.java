package io.arvfs.minicluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Collections through the core: what is stored, shown, versioned, trashed and refused. */
class CollectionsTest {

  private final Desk desk = new Desk();

  @Test
  void create_withNothing_isAnEmptyCollectionInTheHome() {
    Desk.Answer made = desk.create("{\"collection\":{\"name\":\"n\"}}");

    assertEquals(200, made.status());
    assertEquals("d41d8cd98f00b204e9800998ecf8427e+0", made.get("portable_data_hash").asText());
    assertEquals(Caller.USER, made.get("owner_uuid").asText());
    assertEquals(1, made.get("version").asInt());
    assertEquals("2026-03-01T12:00:00.000000000Z", made.get("modified_at").asText());
  }

  @Test
  void create_withUnsignedLocator_isForbidden() {
    Desk.Answer made =
        desk.create("{\"collection\":{\"manifest_text\":\". " + Desk.FOO + " 0:3:f\\n\"}}");

    assertEquals(403, made.status());
  }

  @Test
  void create_withStoredBlock_countsAndHashes() {
    String locator = desk.put("foo");

    Desk.Answer made =
        desk.create("{\"collection\":{\"manifest_text\":\". " + locator + " 0:3:foo.txt\\n\"}}");

    assertEquals("83367e8913dcec0bf3fc25ed5a27eacb+49", made.get("portable_data_hash").asText());
    assertEquals(1, made.get("file_count").asInt());
    assertEquals(3, made.get("file_size_total").asInt());
    String text = desk.stored(made.get("uuid").asText()).manifestText();
    assertEquals(". " + Desk.FOO + " 0:3:foo.txt\n", text);
  }

  @Test
  void create_ofBadGrammar_isUnprocessable() {
    for (String text : new String[] {". 0:0:a\n", ". " + Desk.FOO + " 0:3:a", "x y\n"}) {
      String body =
          Json.object().set("collection", Json.object().put("manifest_text", text)).toString();
      assertEquals(422, desk.create(body).status(), text);
    }
  }

  @Test
  void create_ofTakenName_namesTheIndexOrFindsAnother() {
    desk.create("{\"collection\":{\"name\":\"n\"}}");

    Desk.Answer refused = desk.create("{\"collection\":{\"name\":\"n\"}}");
    Desk.Answer other =
        desk.create("{\"collection\":{\"name\":\"n\"},\"ensure_unique_name\":true}");

    assertEquals(422, refused.status());
    assertTrue(refused.error().contains("duplicate key value violates unique constraint"));
    assertTrue(refused.error().contains("index_collections_on_owner_uuid_and_name"));
    assertTrue(refused.error().startsWith("//railsapi.internal/arvados/v1/collections: 422 "));
    String suffix = other.get("uuid").asText().substring(12);
    assertEquals("n (" + suffix + ")", other.get("name").asText());
  }

  @Test
  void get_byUuid_signsEveryLocatorUntilNowPlusTtl() {
    String uuid = desk.fooCollection("n");

    String text = desk.get(uuid).get("manifest_text").asText();

    long expiry = desk.now.plus(ClusterSettings.SIGNATURE_TTL).getEpochSecond();
    assertTrue(
        text.matches(
            "(?s)\\. acbd18db4cc2f85cedef654fccc4a4d8\\+3\\+A[0-9a-f]{40}@"
                + String.format("%08x", expiry)
                + " 0:3:a\n"),
        text);
  }

  @Test
  void get_withNearTrashDate_capsTheExpiry() {
    String uuid = desk.fooCollection("n");
    String trash = desk.now.plusSeconds(100).toString();
    desk.update(uuid, "{\"collection\":{\"trash_at\":\"" + trash + "\"}}");

    String text = desk.get(uuid).get("manifest_text").asText();

    long expiry = desk.now.plusSeconds(100).getEpochSecond();
    assertTrue(text.contains("@" + String.format("%08x", expiry)), text);
  }

  @Test
  void get_byHash_hasZeroesForTheRest() {
    String uuid = desk.fooCollection("n");
    String hash = desk.stored(uuid).portableDataHash();

    Desk.Answer found = desk.get(hash);
    Desk.Answer none = desk.get("00000000000000000000000000000000+0");

    assertEquals(hash, found.get("uuid").asText());
    assertEquals("", found.get("name").asText());
    assertEquals(0, found.get("version").asInt());
    assertTrue(found.get("manifest_text").asText().contains("+A"));
    assertEquals(404, none.status());
  }

  @Test
  void get_withSelect_keepsKindAndEtagAndRefusesUnknownNames() {
    String uuid = desk.fooCollection("n");

    Desk.Answer some =
        desk.ask("GET", Desk.COLLECTIONS + "/" + uuid + "?select=%5B%22version%22%5D");
    Desk.Answer bad = desk.ask("GET", Desk.COLLECTIONS + "/" + uuid + "?select=%5B%22nope%22%5D");

    assertEquals(3, some.json().size());
    assertTrue(some.json().has("kind") && some.json().has("etag") && some.json().has("version"));
    assertEquals(422, bad.status());
    assertTrue(bad.error().contains("Invalid attribute"));
  }

  @Test
  void get_withBadOrNoToken_isUnauthorized() {
    String uuid = desk.fooCollection("n");

    Desk.Answer none = desk.ask("GET", "/arvados/v1/users/current", "", new byte[0]);
    Desk.Answer bad = desk.ask("GET", Desk.COLLECTIONS + "/" + uuid, "v2/x/y", new byte[0]);
    String secret = desk.cluster.token().split("/", -1)[2];
    Desk.Answer bare = desk.ask("GET", "/arvados/v1/users/current", secret, new byte[0]);

    assertEquals(401, none.status());
    assertTrue(none.error().contains("Not logged in"));
    assertEquals(401, bad.status());
    assertEquals(Caller.USER, bare.get("uuid").asText());
  }

  @Test
  void assertion_bareHash_isAlwaysCheckedAgainstTheRequestsText() {
    String uuid = desk.fooCollection("n");
    String stored = desk.stored(uuid).portableDataHash();
    String text = ". " + desk.put("bar") + " 0:3:b\\n";

    Desk.Answer bare = desk.update(uuid, assertion(text, stored.substring(0, 32)));
    Desk.Answer whole = desk.update(uuid, assertion(text, stored));

    assertEquals(422, bare.status());
    String computed = desk.stored(uuid).portableDataHash();
    assertTrue(bare.error().contains("does not match computed hash '" + computed + "'"));
    assertEquals(200, whole.status());
    assertNotEquals(stored, computed);
  }

  private static String assertion(String text, String hash) {
    return "{\"collection\":{\"manifest_text\":\""
        + text
        + "\",\"portable_data_hash\":\""
        + hash
        + "\"}}";
  }

  @Test
  void update_soonAfterAnother_makesNoVersionUnlessAsked() {
    String uuid = desk.fooCollection("n");

    Desk.Answer quick = desk.update(uuid, "{\"collection\":{\"name\":\"m\"}}");
    Desk.Answer asked =
        desk.update(uuid, "{\"collection\":{\"name\":\"o\",\"preserve_version\":true}}");
    Desk.Answer flagged = desk.update(uuid, "{\"collection\":{\"name\":\"p\"}}");
    desk.pass(Duration.ofSeconds(11));
    Desk.Answer idle = desk.update(uuid, "{\"collection\":{\"name\":\"q\"}}");

    assertEquals(1, quick.get("version").asInt());
    assertEquals(2, asked.get("version").asInt());
    assertEquals(3, flagged.get("version").asInt());
    assertFalse(flagged.get("preserve_version").asBoolean());
    assertEquals(4, idle.get("version").asInt());
  }

  @Test
  void history_afterAnUpdate_holdsWhatWasOverwritten() {
    String uuid = desk.fooCollection("n");
    String before = desk.stored(uuid).portableDataHash();
    desk.replace(uuid, "", Map.of("/a", ""));

    Desk.Answer old =
        desk.list(
            Map.of(
                "include_old_versions",
                "true",
                "filters",
                "[[\"current_version_uuid\",\"=\",\"" + uuid + "\"],[\"version\",\"=\",1]]"));

    JsonNode item = old.get("items").path(0);
    assertEquals(1, old.get("items_available").asInt());
    assertEquals(before, item.path("portable_data_hash").asText());
    assertNotEquals(uuid, item.path("uuid").asText());
    assertEquals("", item.path("manifest_text").asText());
    Desk.Answer refused =
        desk.update(item.path("uuid").asText(), "{\"collection\":{\"name\":\"x\"}}");
    assertEquals(422, refused.status());
  }

  @Test
  void emptyUpdate_resetsTheFlagAndNothingElse() {
    String uuid = desk.fooCollection("n");
    Desk.Answer before =
        desk.update(uuid, "{\"collection\":{\"name\":\"m\",\"preserve_version\":true}}");
    desk.pass(Duration.ofHours(1));

    Desk.Answer probe = desk.update(uuid, "{\"collection\":{\"preserve_version\":true}}");
    Desk.Answer empty = desk.update(uuid, "{\"collection\":{}}");

    assertTrue(probe.get("preserve_version").asBoolean());
    assertEquals(before.get("modified_at"), probe.get("modified_at"));
    assertFalse(empty.get("preserve_version").asBoolean());
    assertEquals(before.get("version"), empty.get("version"));
    assertEquals(before.get("modified_at"), empty.get("modified_at"));
  }

  @Test
  void trash_thenUntrash_hidesAndShows() {
    String uuid = desk.fooCollection("n");

    Desk.Answer trashed = desk.ask("DELETE", Desk.COLLECTIONS + "/" + uuid);
    Desk.Answer hidden = desk.get(uuid);
    Desk.Answer shown = desk.ask("GET", Desk.COLLECTIONS + "/" + uuid + "?include_trash=true");
    Desk.Answer back = desk.ask("POST", Desk.COLLECTIONS + "/" + uuid + "/untrash");
    Desk.Answer again = desk.ask("POST", Desk.COLLECTIONS + "/" + uuid + "/untrash");

    assertTrue(trashed.get("is_trashed").asBoolean());
    assertEquals(404, hidden.status());
    assertFalse(shown.get("manifest_text").asText().contains("+A"));
    assertEquals(200, back.status());
    assertTrue(back.get("trash_at").isNull());
    assertEquals(422, again.status());
  }

  @Test
  void trashDate_passed_isSweptWithinAMinuteAndForbidsSavesBefore() {
    desk.cluster.advance(desk.now);
    String uuid = desk.fooCollection("n");
    String at = desk.now.plusSeconds(10).toString();
    desk.update(uuid, "{\"collection\":{\"trash_at\":\"" + at + "\"}}");
    desk.pass(Duration.ofSeconds(20));

    Desk.Answer save = desk.replace(uuid, "", Map.of("/b", "current/a"));
    Desk.Answer seen = desk.get(uuid);
    desk.pass(Duration.ofSeconds(60));
    Desk.Answer gone = desk.get(uuid);

    assertEquals(403, save.status());
    assertEquals(200, seen.status());
    assertEquals(404, gone.status());
  }

  @Test
  void list_filteredOrderedAndPaged_isAsAsked() {
    for (String name : new String[] {"b", "a", "c", "ab"}) {
      desk.fooCollection(name);
    }

    Desk.Answer like =
        desk.list(Map.of("filters", "[[\"name\",\"like\",\"a%\"]]", "order", "name"));
    Desk.Answer page =
        desk.list(Map.of("order", "[\"name desc\"]", "limit", "2", "offset", "1", "count", "none"));
    Desk.Answer in = desk.list(Map.of("filters", "[[\"name\",\"in\",[\"b\",\"x\"]]]"));
    Desk.Answer bad = desk.list(Map.of("filters", "[[\"nope\",\"=\",1]]"));

    assertEquals("a", like.get("items").path(0).path("name").asText());
    assertEquals("ab", like.get("items").path(1).path("name").asText());
    assertEquals("b", page.get("items").path(0).path("name").asText());
    assertEquals("ab", page.get("items").path(1).path("name").asText());
    assertTrue(page.get("items_available").isMissingNode());
    assertEquals(1, in.get("items_available").asInt());
    assertEquals(422, bad.status());
  }

  @Test
  void list_orderedByWhatIsNotSelected_dropsThatOrder() {
    desk.fooCollection("b");
    desk.fooCollection("a");

    Desk.Answer kept = desk.list(Map.of("order", "name", "select", "[\"name\"]"));
    Desk.Answer limited = desk.list(Map.of("limit", "5000"));

    assertEquals("a", kept.get("items").path(0).path("name").asText());
    assertEquals(1000, limited.get("limit").asInt());
  }

  @Test
  void request_asFormWithMethodOverride_isReadAsGet() {
    desk.fooCollection("n");
    byte[] form = Desk.bytes(Desk.form(Map.of("_method", "GET", "limit", "1")));
    Map<String, String> headers =
        Map.of(
            "Authorization",
            "Bearer " + desk.cluster.token(),
            "Content-Type",
            "application/x-www-form-urlencoded");

    Response response =
        desk.cluster.handle(new Request("POST", Desk.COLLECTIONS, "", headers, form), desk.now);

    assertEquals(1, new Desk.Answer(response).get("items").size());
  }

  @Test
  void request_withUnwrappedAttributes_takesTheBodyAsTheRecord() {
    Desk.Answer made = desk.create("{\"name\":\"plain\"}");
    Desk.Answer bad = desk.create("{\"name\":\"[draft]\"}");
    Desk.Answer broken = desk.create("{");

    assertEquals("plain", made.get("name").asText());
    assertEquals(400, bad.status());
    assertEquals(400, broken.status());
  }

  @Test
  void replaceFiles_misused_isRefusedAndChangesNothing() {
    String uuid = desk.fooCollection("n");
    StoredCollection before = desk.stored(uuid);
    String text = ". " + desk.put("bar") + " 0:3:b\n";

    assertEquals(400, desk.replace(uuid, text, Map.of("/a", "")).status());
    assertEquals(400, desk.replace(uuid, "", Map.of("a", "current/a")).status());
    assertEquals(400, desk.replace(uuid, "", Map.of("/x/", "current/a")).status());
    assertEquals(400, desk.replace(uuid, "", Map.of("/x", uuid)).status());
    assertEquals(400, desk.replace(uuid, "", Map.of("/x", "current/nope")).status());
    assertEquals(500, desk.replace(uuid, "", Map.of("/x", "current")).status());
    assertEquals(500, desk.replace(uuid, "", Map.of("/.arvados#collection", "current/a")).status());
    assertEquals(400, desk.replace(uuid, text, Map.of("/b", "manifest_text")).status());
    assertEquals(before, desk.stored(uuid));
  }

  @Test
  void replaceFiles_onTheRoot_startsEmpty() {
    String uuid = desk.fooCollection("n");

    Desk.Answer lost = desk.replace(uuid, "", Map.of("/", "", "/b", "current/a"));
    Desk.Answer whole =
        desk.replace(uuid, ". " + desk.put("bar") + " 0:3:b\n", Map.of("/", "manifest_text/"));

    assertEquals(400, lost.status());
    assertEquals(200, whole.status());
    assertEquals(". " + Desk.BAR + " 0:3:b\n", desk.stored(uuid).manifestText());
  }

  @Test
  void foreignCollection_isInvisibleToTheUser() {
    Desk.Answer made =
        desk.ask(
            "POST",
            Desk.COLLECTIONS,
            desk.cluster.adminToken(),
            Desk.bytes("{\"collection\":{\"name\":\"hidden\"}}"));

    Desk.Answer seen = desk.get(made.get("uuid").asText());

    assertEquals(404, seen.status());
    assertEquals(0, desk.list(Map.of()).get("items_available").asInt());
  }

  @Test
  void signature_ofTheReferencePage_isReproduced() {
    Signer signer = new Signer("demo-blob-signing-key", ClusterSettings.SIGNATURE_TTL);

    String signed = signer.sign(Desk.FOO, "mysecretmysecretmysecret", 0x70000000L);

    assertEquals(Desk.FOO + "+Af9e3dd89e4035fdbb2696f0df257bb3cb1ef9096@70000000", signed);
  }
}
