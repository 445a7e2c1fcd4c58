package io.arvfs.sync.plan;

import static io.arvfs.sync.plan.RefusedException.BAD_REQUEST;
import static io.arvfs.sync.plan.RefusedException.SERVER_ERROR;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Comparator.comparing;

import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.PathKeys;
import io.arvfs.fs.manifest.Writability;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request names, and what is wrong with it by itself. Paths are looked up by their keys as
 * strings, a byte a character. Immutable once made.
 */
final class Targets {

  static final String CURRENT = "current/";
  static final String SENT = "manifest_text/";

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{32}\\+[0-9]+");

  private final SortedMap<ManifestPath, String> sources = new TreeMap<>();

  /** What is taken away from the tree before: targets but those that the server passes over. */
  private final Map<String, Boolean> cut = new HashMap<>();

  /** What is refused if a file stands there and stays. */
  private final Map<String, Refusal> above = new HashMap<>();

  /**
   * Why a request is refused.
   *
   * @param deletion whether it is for the sake of a deletion; those come first
   */
  record Refusal(boolean deletion, int status, String why) {}

  Targets(Request request) throws RefusedException {
    if (!request.manifestText().isEmpty()
        && request.replaceFiles().values().stream().noneMatch(s -> s.startsWith(SENT))) {
      throw new RefusedException(BAD_REQUEST, "no source uses the manifest that is sent");
    }
    for (Map.Entry<String, String> entry : request.replaceFiles().entrySet()) {
      sources.put(target(entry.getKey()), entry.getValue());
    }
    for (ManifestPath target : sources.keySet()) {
      requireNoTargetAbove(target);
    }
    inOrder().forEach(this::note);
  }

  private void requireNoTargetAbove(ManifestPath target) throws RefusedException {
    for (int depth = 0; depth < target.depth(); depth++) {
      String outer = sources.get(target.head(depth));
      if (outer != null && !outer.isEmpty()) {
        throw new RefusedException(BAD_REQUEST, "a target in a target: " + target);
      }
    }
  }

  /** Deletions first, then by origin. The order matters only for what a refusal is refused for. */
  private List<Map.Entry<ManifestPath, String>> inOrder() {
    return sources.entrySet().stream()
        .sorted(comparing(target -> origin(target.getValue())))
        .toList();
  }

  private void note(Map.Entry<ManifestPath, String> target) {
    ManifestPath path = target.getKey();
    boolean deletion = target.getValue().isEmpty();
    if (!deletion || !isReserved(path)) {
      cut.put(key(path), deletion);
    }
    for (int depth = 1; depth < path.depth(); depth++) {
      // Making parents fails with one status, putting something into a file with another.
      boolean fails = deletion || depth == path.depth() - 1;
      above.putIfAbsent(
          key(path.head(depth)),
          new Refusal(
              deletion,
              fails ? SERVER_ERROR : BAD_REQUEST,
              "a file in the place of a parent of " + path));
    }
  }

  private static ManifestPath target(String text) throws RefusedException {
    if (!text.startsWith("/")) {
      throw new RefusedException(BAD_REQUEST, "a target that is not absolute: " + text);
    }
    return path(text.substring(1));
  }

  static ManifestPath path(String relative) throws RefusedException {
    try {
      if (relative.startsWith("/")) {
        throw new RefusedException(BAD_REQUEST, "a path that is not clean: " + relative);
      }
      return ManifestPath.parse(relative);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(BAD_REQUEST, "a path that is not clean: " + relative);
    }
  }

  /** Up to the slash, with it; empty for a deletion. */
  static String origin(String source) {
    return source.substring(0, source.indexOf('/') + 1);
  }

  static boolean isReserved(ManifestPath path) {
    return path.depth() == 1 && path.name().equals(Writability.RESERVED_NAME);
  }

  static String key(ManifestPath path) {
    return key(PathKeys.of(path));
  }

  static String key(byte[] path) {
    return new String(path, ISO_8859_1);
  }

  /** Whether the collection starts empty, whatever is in it. */
  boolean startsEmpty() {
    return sources.containsKey(ManifestPath.ROOT);
  }

  /** Whether what stands at this path, and below, is not there afterwards. */
  boolean isCut(String key) {
    return cut.containsKey(key);
  }

  /** What is refused if a file stands at this path; null if nothing is. */
  @Nullable Refusal refusedBelow(String key) {
    return above.get(key);
  }

  /**
   * What is taken from where: origin to sources.
   *
   * @throws RefusedException if a source is none
   */
  SortedMap<String, SortedMap<ManifestPath, List<ManifestPath>>> copies() throws RefusedException {
    SortedMap<String, SortedMap<ManifestPath, List<ManifestPath>>> copies = new TreeMap<>();
    for (Map.Entry<ManifestPath, String> target : sources.entrySet()) {
      String source = target.getValue();
      if (!source.isEmpty()) {
        String origin = requireOrigin(source);
        copies
            .computeIfAbsent(origin, _ -> new TreeMap<>())
            .computeIfAbsent(path(source.substring(origin.length())), _ -> new ArrayList<>())
            .add(target.getKey());
      }
    }
    return copies;
  }

  private static String requireOrigin(String source) throws RefusedException {
    String origin = origin(source);
    if (origin.isEmpty()) {
      throw new RefusedException(
          HASH.matcher(source).matches() ? Prediction.Refused.MUST_NOT_BE_SENT : BAD_REQUEST,
          "a source without a slash: " + source);
    }
    return origin;
  }
}
