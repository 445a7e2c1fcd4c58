package io.arvfs.minicluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a save does to {@code trash_at}, {@code delete_at} and {@code is_trashed}. */
final class TrashRules {

  private TrashRules() {}

  /**
   * Settles the three columns of {@code draft}.
   *
   * @throws Refusal 422 for dates that do not fit together
   */
  static void apply(
      CollectionRow stored, CollectionRow draft, ObjectNode sent, Duration ttl, Instant now) {
    Optional<Instant> trashAt = trashAt(stored, sent, now);
    Optional<Instant> deleteAt = stored.time("delete_at");
    if (trashAt.isEmpty() && !sent.hasNonNull("delete_at")) {
      deleteAt = Optional.empty();
    } else if (sent.has("delete_at")) {
      deleteAt = time(sent, "delete_at").map(at -> raised(at, stored, ttl, now));
    } else if (!trashAt.equals(stored.time("trash_at"))) {
      deleteAt = trashAt.map(at -> at.plus(ClusterSettings.TRASH_LIFETIME));
    }
    if (trashAt.isPresent() != deleteAt.isPresent()
        || (trashAt.isPresent() && deleteAt.orElseThrow().isBefore(trashAt.get()))) {
      throw Refusal.rails(422, "Validation failed: Delete at must be set together with trash_at");
    }
    set(draft, "trash_at", trashAt);
    set(draft, "delete_at", deleteAt);
    draft.columns().put("is_trashed", trashAt.filter(at -> !at.isAfter(now)).isPresent());
  }

  private static Optional<Instant> trashAt(CollectionRow stored, ObjectNode sent, Instant now) {
    if (sent.has("trash_at")) {
      return time(sent, "trash_at").map(at -> at.isBefore(now) ? now : at);
    }
    Optional<Instant> before = stored.time("trash_at");
    if (!sent.hasNonNull("is_trashed")) {
      return before;
    }
    boolean wanted = sent.path("is_trashed").asBoolean();
    return wanted
        ? Optional.of(before.filter(at -> at.isBefore(now)).orElse(now))
        : stored.isTrashed() ? Optional.empty() : before;
  }

  private static Instant raised(Instant at, CollectionRow stored, Duration ttl, Instant now) {
    Instant from = stored.time("trash_at").filter(t -> t.isBefore(now)).orElse(now);
    Instant least = from.plus(ttl);
    Instant cap = stored.time("delete_at").filter(t -> t.isBefore(least)).orElse(least);
    return at.isBefore(cap) ? cap : at;
  }

  private static Optional<Instant> time(ObjectNode sent, String column) {
    JsonNode value = sent.path(column);
    if (value.isNull() || value.asText().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Times.parse(value.asText())
            .orElseThrow(() -> Refusal.rails(422, "invalid time in " + column)));
  }

  private static void set(CollectionRow draft, String column, Optional<Instant> at) {
    if (at.isPresent()) {
      draft.columns().put(column, Times.format(at.get()));
    } else {
      draft.columns().putNull(column);
    }
  }
}
