package io.arvfs.minicluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of a request, decoded as the controller does: query and form values are guessed
 * from their text, JSON bodies are taken as they are save for their top-level strings, and a body
 * without the resource's own member is the resource.
 */
record Params(String method, ObjectNode values) {

  private static final Set<String> BOOLEANS =
      Set.of(
          "distinct",
          "ensure_unique_name",
          "include_trash",
          "include_old_versions",
          "bypass_federation",
          "recursive",
          "exclude_home_project",
          "redirect_to_new_user",
          "send_notification_email",
          "no_forward");
  private static final String RESOURCE = "collection";

  /**
   * @throws Refusal 400 if the body or a value cannot be parsed
   */
  static Params of(Request request) {
    ObjectNode values = Json.object();
    addForm(request.query(), values);
    String type = Optional.ofNullable(request.header("content-type")).orElse("");
    if (type.startsWith("application/x-www-form-urlencoded")) {
      addForm(new String(request.body(), StandardCharsets.UTF_8), values);
    } else if (request.body().length > 0 && (type.isEmpty() || type.contains("json"))) {
      addJson(request.body(), values);
    }
    return new Params(method(request, values), values);
  }

  private static String method(Request request, ObjectNode values) {
    if (!request.method().equals("POST")) {
      return request.method();
    }
    String header = Optional.ofNullable(request.header("x-http-method-override")).orElse("");
    String chosen = values.path("_method").asText(header);
    return chosen.isEmpty() ? "POST" : chosen.toUpperCase(Locale.ROOT);
  }

  private static void addForm(String form, ObjectNode values) {
    for (String pair : form.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        values.set(name, guess(name, equals < 0 ? "" : decode(pair.substring(equals + 1))));
      }
    }
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Refusal.controller(400, "invalid URL escape: " + e.getMessage());
    }
  }

  private static JsonNode guess(String name, String text) {
    if (name.equals("limit") || name.equals("offset")) {
      return number(name, text);
    }
    if (BOOLEANS.contains(name)) {
      return Json.object().booleanNode(!Set.of("", "false", "0").contains(text));
    }
    if (text.isEmpty() || text.equals("null")) {
      return Json.object().nullNode();
    }
    if (text.startsWith("[") || text.startsWith("{") || text.startsWith("\"")) {
      return parse(name, text);
    }
    return Json.object().textNode(text);
  }

  private static JsonNode parse(String name, String text) {
    try {
      return Json.parse(text);
    } catch (JsonProcessingException e) {
      throw Refusal.controller(400, "parameter " + name + ": " + e.getOriginalMessage());
    }
  }

  private static JsonNode number(String name, String text) {
    try {
      return Json.object().numberNode(Long.parseLong(text));
    } catch (NumberFormatException _) {
      throw Refusal.controller(400, "parameter " + name + " is not a number: " + text);
    }
  }

  private static void addJson(byte[] body, ObjectNode values) {
    if (!(json(body) instanceof ObjectNode object)) {
      throw Refusal.controller(400, "request body is not a JSON object");
    }
    ObjectNode decoded = Json.object();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      JsonNode value = member.getValue();
      decoded.set(
          member.getKey(), value.isTextual() ? guess(member.getKey(), value.asText()) : value);
    }
    values.setAll(decoded);
    if (!object.has(RESOURCE) && !values.has(RESOURCE)) {
      values.set(RESOURCE, decoded);
    }
  }

  private static JsonNode json(byte[] body) {
    try {
      return Json.parse(body);
    } catch (IOException e) {
      throw Refusal.controller(400, "error decoding JSON request body");
    }
  }

  boolean flag(String name) {
    return values.path(name).asBoolean(false);
  }

  /** The attributes sent; an empty object if there are none. */
  ObjectNode attributes() {
    JsonNode sent = values.path(RESOURCE);
    if (sent instanceof ObjectNode object) {
      return object.deepCopy();
    }
    if (sent.isMissingNode() || sent.isNull()) {
      return Json.object();
    }
    throw Refusal.controller(400, "collection is not an object");
  }

  /** {@code replace_files}, in the order sent. */
  Optional<Map<String, String>> plan() {
    JsonNode sent = values.path("replace_files");
    if (!(sent instanceof ObjectNode object)) {
      return Optional.empty();
    }
    Map<String, String> plan = new LinkedHashMap<>();
    object.properties().forEach(e -> plan.put(e.getKey(), e.getValue().asText()));
    return plan.isEmpty() ? Optional.empty() : Optional.of(plan);
  }

  /** A list given as an array or as text with commas. */
  List<String> list(String name) {
    List<String> items = new ArrayList<>();
    JsonNode sent = values.path(name);
    if (sent instanceof ArrayNode array) {
      array.forEach(item -> items.add(item.asText()));
    } else if (sent.isTextual()) {
      for (String item : sent.asText().split(",", -1)) {
        items.add(item.strip());
      }
    }
    return items;
  }

  JsonNode value(String name) {
    return values.path(name);
  }
}
