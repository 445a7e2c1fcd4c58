package io.arvfs.minicluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Filters and orders of a list request, over rows. */
final class CollectionQuery {

  private static final Set<String> NOT_SEARCHABLE =
      Set.of("manifest_text", "unsigned_manifest_text", "kind", "etag");
  private static final Set<String> TIMES =
      Set.of(
          "created_at",
          "modified_at",
          "trash_at",
          "delete_at",
          "replication_confirmed_at",
          "storage_classes_confirmed_at");
  private static final List<String> SEARCHED_BY_ANY =
      List.of("uuid", "owner_uuid", "name", "description", "portable_data_hash");

  private CollectionQuery() {}

  /**
   * All filters at once.
   *
   * @throws Refusal 422 for an unknown attribute or operator, 500 for a shape that is none
   */
  static Predicate<CollectionRow> filters(JsonNode sent) {
    Predicate<CollectionRow> all = _ -> true;
    if (sent.isMissingNode() || sent.isNull()) {
      return all;
    }
    if (!sent.isArray()) {
      throw Refusal.controller(500, "filters: not an array");
    }
    for (JsonNode filter : sent) {
      if (!filter.isArray() || filter.size() != 3 || !filter.get(1).isTextual()) {
        throw Refusal.controller(500, "filters: invalid filter " + filter);
      }
      all = all.and(filter(filter.get(0), filter.get(1).asText(), filter.get(2)));
    }
    return all;
  }

  private static Predicate<CollectionRow> filter(JsonNode attr, String op, JsonNode operand) {
    List<String> names = new ArrayList<>();
    if (attr.isArray()) {
      attr.forEach(name -> names.add(name.asText()));
    } else if (attr.asText().equals("any")) {
      names.addAll(SEARCHED_BY_ANY);
    } else {
      names.add(attr.asText());
    }
    if (operand.isObject()) {
      throw Refusal.controller(500, "filters: operand is an object");
    }
    Predicate<CollectionRow> either = _ -> false;
    for (String name : names) {
      either = either.or(single(name, op.toLowerCase(Locale.ROOT), operand));
    }
    return either;
  }

  private static Predicate<CollectionRow> single(String name, String op, JsonNode operand) {
    if (name.equals("uuid") && op.equals("is_a")) {
      return _ -> contains(operand, "arvados#collection");
    }
    if (name.startsWith("properties.")) {
      String key = name.substring("properties.".length()).replaceAll("^<|>$", "");
      Predicate<JsonNode> test = property(op, operand);
      return row -> test.test(row.value("properties").path(key));
    }
    if (!CollectionView.ATTRIBUTES.contains(name) || NOT_SEARCHABLE.contains(name)) {
      throw Refusal.rails(422, "Invalid attribute '" + name + "' in filter");
    }
    if (name.equals("properties")) {
      return row -> keysPresent(row.value(name), operand, op);
    }
    JsonNode wanted = TIMES.contains(name) ? time(operand) : operand;
    Predicate<JsonNode> test = test(op, wanted);
    return row -> test.test(row.value(name));
  }

  private static JsonNode time(JsonNode operand) {
    if (!operand.isTextual()) {
      return operand;
    }
    String text = operand.asText();
    return Times.parse(text)
        .<JsonNode>map(at -> Json.object().textNode(Times.format(at)))
        .orElseThrow(() -> Refusal.rails(422, "Invalid operand '" + text + "' for a time"));
  }

  private static boolean keysPresent(JsonNode properties, JsonNode operand, String op) {
    if (!op.equals("exists") && !op.equals("contains")) {
      throw Refusal.rails(422, "Invalid operator '" + op + "' for properties");
    }
    if (operand.isTextual()) {
      return properties.has(operand.asText());
    }
    for (JsonNode key : operand) {
      if (!properties.has(key.asText())) {
        return false;
      }
    }
    return true;
  }

  private static Predicate<JsonNode> property(String op, JsonNode operand) {
    return switch (op) {
      case "exists" -> value -> value.isMissingNode() != operand.asBoolean();
      case "contains" -> value -> value.equals(operand) || contains(value, operand.asText());
      default -> test(op, operand);
    };
  }

  private static Predicate<JsonNode> test(String op, JsonNode operand) {
    return switch (op) {
      case "=" -> value -> same(value, operand);
      case "!=", "<>" -> value -> !same(value, operand);
      case "<" -> value -> comparable(value) && compare(value, operand) < 0;
      case "<=" -> value -> comparable(value) && compare(value, operand) <= 0;
      case ">" -> value -> comparable(value) && compare(value, operand) > 0;
      case ">=" -> value -> comparable(value) && compare(value, operand) >= 0;
      case "in" -> value -> in(value, list(op, operand));
      case "not in" -> value -> !in(value, list(op, operand));
      case "like" -> like(operand.asText(), 0);
      case "ilike" -> like(operand.asText(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
      default -> throw Refusal.rails(422, "Invalid operator '" + op + "'");
    };
  }

  private static JsonNode list(String op, JsonNode operand) {
    if (!operand.isArray()) {
      throw Refusal.rails(422, "Invalid operand for '" + op + "': must be an array");
    }
    return operand;
  }

  private static boolean in(JsonNode value, JsonNode list) {
    for (JsonNode candidate : list) {
      if (same(value, candidate)) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(JsonNode list, String text) {
    if (list.isTextual()) {
      return list.asText().equals(text);
    }
    for (JsonNode item : list) {
      if (item.asText().equals(text)) {
        return true;
      }
    }
    return false;
  }

  private static boolean comparable(JsonNode value) {
    return !value.isNull() && !value.isMissingNode();
  }

  private static boolean same(JsonNode value, JsonNode operand) {
    if (!comparable(value) || operand.isNull()) {
      return !comparable(value) && operand.isNull();
    }
    if (value.isBoolean() && operand.isTextual()) {
      boolean wanted = Set.of("1", "t", "true", "y", "yes").contains(operand.asText());
      return value.asBoolean() == wanted;
    }
    return compare(value, operand) == 0;
  }

  private static int compare(JsonNode value, JsonNode operand) {
    if (value.isNumber()) {
      return Double.compare(value.asDouble(), operand.asDouble());
    }
    return ByteText.fromUnicode(value.asText()).compareTo(ByteText.fromUnicode(operand.asText()));
  }

  private static Predicate<JsonNode> like(String pattern, int flags) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      boolean escaped = c == '\\' && i + 1 < pattern.length();
      if (escaped) {
        i++;
        regex.append(Pattern.quote(pattern.substring(i, i + 1)));
      } else {
        regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
      }
    }
    Pattern compiled = Pattern.compile(regex.toString(), flags | Pattern.DOTALL);
    return value -> comparable(value) && compiled.matcher(value.asText()).matches();
  }

  /** Unknown columns, and those not selected, are silently dropped; uuid settles what is left. */
  static Comparator<CollectionRow> order(List<String> sent, List<String> select) {
    List<String> terms = new ArrayList<>(sent);
    terms.add("modified_at desc");
    terms.add("uuid desc");
    Optional<Comparator<CollectionRow>> order = Optional.empty();
    for (String term : terms) {
      String[] words = term.strip().split("\\s+", -1);
      String column = words[0].replaceFirst("^collections\\.", "");
      String direction = words.length < 2 ? "asc" : words[1].toLowerCase(Locale.ROOT);
      boolean known =
          CollectionView.ATTRIBUTES.contains(column)
              && !NOT_SEARCHABLE.contains(column)
              && (direction.equals("asc") || direction.equals("desc"));
      boolean kept = select.isEmpty() || select.contains(column) || term.equals("uuid desc");
      if (known && kept) {
        Comparator<CollectionRow> next = by(column);
        Comparator<CollectionRow> directed = direction.equals("desc") ? next.reversed() : next;
        order = Optional.of(order.map(o -> o.thenComparing(directed)).orElse(directed));
      }
    }
    return order.orElse(by("uuid"));
  }

  private static Comparator<CollectionRow> by(String column) {
    return (a, b) -> {
      boolean aNull = a.isNull(column);
      boolean bNull = b.isNull(column);
      // As in the database: nulls come last ascending, first descending.
      return aNull || bNull
          ? Boolean.compare(aNull, bNull)
          : compare(a.value(column), b.value(column));
    };
  }
}
