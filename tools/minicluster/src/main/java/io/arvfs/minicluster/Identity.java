package io.arvfs.minicluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.Random;

/**
 * Who a cluster is: its key, its two tokens, and how often it was opened. Kept in the store, so a
 * restart continues with the same tokens and signatures; {@code starts} keeps the random sequence
 * of one run from being that of the run before.
 */
record Identity(String key, String userToken, String adminToken, long seed, long starts) {

  private static final String DOCUMENT = "identity";
  private static final String USER_AUTH = ClusterSettings.CLUSTER_ID + "-gj3su-000000000000001";
  private static final String ADMIN_AUTH = ClusterSettings.CLUSTER_ID + "-gj3su-000000000000002";
  private static final int SECRET_LENGTH = 50;
  private static final long STRIDE = 0x9E3779B97F4A7C15L;

  static Identity open(Store store, ClusterSettings settings) throws IOException {
    Optional<byte[]> kept = store.document(DOCUMENT);
    Identity identity = kept.isPresent() ? read(Json.parse(kept.get())) : make(settings);
    ObjectNode json = Json.object();
    json.put("key", identity.key).put("user_token", identity.userToken);
    json.put("admin_token", identity.adminToken).put("seed", identity.seed);
    store.putDocument(DOCUMENT, Json.bytes(json.put("starts", identity.starts)));
    return identity;
  }

  private static Identity read(JsonNode json) {
    return new Identity(
        json.path("key").asText(),
        json.path("user_token").asText(),
        json.path("admin_token").asText(),
        json.path("seed").asLong(),
        json.path("starts").asLong() + 1);
  }

  private static Identity make(ClusterSettings settings) {
    Random random = new Random(settings.seed());
    String key = settings.key().orElse(base36(random, SECRET_LENGTH));
    String user = "v2/" + USER_AUTH + "/" + base36(random, SECRET_LENGTH);
    String admin = "v2/" + ADMIN_AUTH + "/" + base36(random, SECRET_LENGTH);
    return new Identity(key, settings.userToken().orElse(user), admin, settings.seed(), 1);
  }

  Random random() {
    return new Random(seed + STRIDE * starts);
  }

  static String base36(Random random, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(Character.forDigit(random.nextInt(36), 36));
    }
    return text.toString();
  }
}
