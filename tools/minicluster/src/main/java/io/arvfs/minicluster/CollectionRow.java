package io.arvfs.minicluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/**
 * One row of the collections table: the current state of a collection, or an old version of it.
 * Columns have their API names; in the place of the manifest stands {@link #MANIFEST_KEY}, the name
 * under which the {@link Store} keeps the text. Immutable by convention: {@link #columns} of a row
 * in the table is never changed, {@link #draft} makes the copy to change.
 */
record CollectionRow(ObjectNode columns) {

  static final String MANIFEST_KEY = "manifest_key";

  CollectionRow draft() {
    return new CollectionRow(columns.deepCopy());
  }

  String text(String column) {
    return columns.path(column).asText("");
  }

  JsonNode value(String column) {
    return columns.path(column);
  }

  boolean isNull(String column) {
    return columns.path(column).isNull() || columns.path(column).isMissingNode();
  }

  String uuid() {
    return text("uuid");
  }

  String name() {
    return isNull("name") ? "" : text("name");
  }

  long version() {
    return columns.path("version").asLong();
  }

  boolean isCurrent() {
    return uuid().equals(text("current_version_uuid"));
  }

  boolean isTrashed() {
    return columns.path("is_trashed").asBoolean();
  }

  Optional<Instant> time(String column) {
    return isNull(column) ? Optional.empty() : Times.parse(text(column));
  }
}
