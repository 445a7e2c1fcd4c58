package io.arvfs.sync.plan;

import static io.arvfs.sync.plan.RefusedException.BAD_REQUEST;
import static io.arvfs.sync.plan.RefusedException.SERVER_ERROR;
import static java.util.Comparator.comparing;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.Draft;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.fs.manifest.Node;
import io.arvfs.fs.manifest.UnloadableManifestException;
import io.arvfs.fs.manifest.Writability;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One request being applied, in the server's order: what is wrong with the request itself, then the
 * copies of {@code current/} sources, then deletions, then the other targets (prediction page,
 * sections 1 and 4). Used once.
 */
final class Application {

  static final String CURRENT = "current/";
  static final String SENT = "manifest_text/";

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{32}\\+[0-9]+");

  /** The collection before the request. */
  interface Current {
    Directory load() throws UnloadableManifestException;
  }

  private final Request request;
  private final Current current;
  private final Map<String, PdhSource> sources;
  private final Equality equality;
  private final Map<String, Directory> loaded = new HashMap<>();

  Application(Request request, Current current, Map<String, PdhSource> sources, Equality equality) {
    this.request = request;
    this.current = current;
    this.sources = sources;
    this.equality = equality;
  }

  /** The tree after the request, with labels for locators. */
  Directory tree() throws RefusedException {
    requireUseOfTheSentText();
    Directory before = startsEmpty() ? Directory.EMPTY : own();
    SortedMap<ManifestPath, String> targets = targets();
    for (String source : targets.values()) {
      if (source.startsWith(CURRENT)) {
        copy(source, before);
      }
    }
    Draft draft = new Draft(before);
    for (Map.Entry<ManifestPath, String> target : inOrder(targets)) {
      if (target.getValue().isEmpty()) {
        remove(draft, target.getKey());
      } else {
        splice(draft, target.getKey(), copy(target.getValue(), before));
      }
    }
    return draft.tree();
  }

  /** Deletions first, then by origin. The order matters only for what a refusal is refused for. */
  private static List<Map.Entry<ManifestPath, String>> inOrder(Map<ManifestPath, String> targets) {
    return targets.entrySet().stream().sorted(comparing(Application::origin)).toList();
  }

  private static String origin(Map.Entry<ManifestPath, String> target) {
    String source = target.getValue();
    return source.substring(0, Math.max(0, source.indexOf('/')));
  }

  private void requireUseOfTheSentText() throws RefusedException {
    if (!request.manifestText().isEmpty()
        && request.replaceFiles().values().stream().noneMatch(s -> s.startsWith(SENT))) {
      throw new RefusedException(BAD_REQUEST, "no source uses the manifest that is sent");
    }
  }

  private boolean startsEmpty() {
    return request.replaceFiles().containsKey("/");
  }

  private Directory own() throws RefusedException {
    try {
      return Labels.own().apply(current.load());
    } catch (UnloadableManifestException e) {
      throw new RefusedException(SERVER_ERROR, "the collection cannot be loaded, " + e);
    }
  }

  private SortedMap<ManifestPath, String> targets() throws RefusedException {
    SortedMap<ManifestPath, String> targets = new TreeMap<>();
    for (Map.Entry<String, String> entry : request.replaceFiles().entrySet()) {
      targets.put(target(entry.getKey()), entry.getValue());
    }
    for (ManifestPath target : targets.keySet()) {
      for (int depth = 0; depth < target.depth(); depth++) {
        String outer = targets.get(target.head(depth));
        if (outer != null && !outer.isEmpty()) {
          throw new RefusedException(BAD_REQUEST, "a target in a target: " + target);
        }
      }
    }
    return targets;
  }

  private static ManifestPath target(String text) throws RefusedException {
    if (!text.startsWith("/")) {
      throw new RefusedException(BAD_REQUEST, "a target that is not absolute: " + text);
    }
    return path(text.substring(1));
  }

  private static ManifestPath path(String relative) throws RefusedException {
    try {
      if (relative.startsWith("/")) {
        throw new RefusedException(BAD_REQUEST, "a path that is not clean: " + relative);
      }
      return ManifestPath.parse(relative);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(BAD_REQUEST, "a path that is not clean: " + relative);
    }
  }

  private Node copy(String source, Directory before) throws RefusedException {
    int slash = source.indexOf('/');
    if (slash < 0) {
      throw new RefusedException(
          HASH.matcher(source).matches() ? Prediction.Refused.MUST_NOT_BE_SENT : BAD_REQUEST,
          "a source without a slash: " + source);
    }
    Directory tree = sourceTree(source.substring(0, slash + 1), before);
    Optional<Node> node = tree.find(path(source.substring(slash + 1)));
    if (node.isEmpty()) {
      throw new RefusedException(BAD_REQUEST, "nonexistent source " + source);
    }
    return node.get();
  }

  private Directory sourceTree(String origin, Directory before) throws RefusedException {
    if (origin.equals(CURRENT)) {
      return before;
    }
    Directory known = loaded.get(origin);
    if (known != null) {
      return known;
    }
    Directory tree = load(origin);
    loaded.put(origin, tree);
    return tree;
  }

  private Directory load(String origin) throws RefusedException {
    if (origin.equals(SENT)) {
      return load(new ManifestText(request.manifestText()), equality.sent());
    }
    String pdh = origin.substring(0, origin.length() - 1);
    PdhSource source = sources.get(pdh);
    if (source == null) {
      throw new RefusedException(BAD_REQUEST, "no collection of this hash is known: " + pdh);
    }
    return load(source.manifest(), equality.byHash(pdh, source));
  }

  private static Directory load(ManifestText text, Labels labels) throws RefusedException {
    try {
      return labels.apply(text.load());
    } catch (UnloadableManifestException e) {
      throw new RefusedException(BAD_REQUEST, "a source cannot be loaded, " + e);
    }
  }

  private static void remove(Draft draft, ManifestPath path) throws RefusedException {
    if (draft.fileAbove(path).isPresent()) {
      throw new RefusedException(SERVER_ERROR, "a file in the place of a parent of " + path);
    }
    if (!isReserved(path)) {
      draft.remove(path);
    }
  }

  private static void splice(Draft draft, ManifestPath path, Node node) throws RefusedException {
    Optional<ManifestPath> file = draft.fileAbove(path);
    if (file.isPresent()) {
      // Making the parents fails with one status, putting something into a file with another.
      boolean parent = file.equals(path.parent());
      throw new RefusedException(
          parent ? SERVER_ERROR : BAD_REQUEST, "a file in the place of a parent of " + path);
    }
    if (isReserved(path) || (path.isRoot() && !(node instanceof Directory))) {
      throw new RefusedException(SERVER_ERROR, "nothing can be put at " + path);
    }
    draft.put(path, node);
  }

  private static boolean isReserved(ManifestPath path) {
    return path.depth() == 1 && path.name().equals(Writability.RESERVED_NAME);
  }
}
