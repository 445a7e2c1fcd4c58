package io.arvfs.minicluster;

import io.arvfs.minicluster.ManifestLoader.UnloadableManifestException;
import io.arvfs.minicluster.TreeNode.Directory;
import io.arvfs.minicluster.TreeNode.File;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One {@code replace_files} request applied to a tree. Sources in the current tree are copied
 * before anything changes; then targets are applied, deletions first, otherwise in groups by where
 * their source lies and in random order within a group, as the real server does it.
 */
final class ReplaceFiles {

  /** Where trees come from; texts are already signed for the caller. */
  interface Sources {

    /** The stored text of the collection itself. */
    String current();

    /** The text sent along, empty if none. */
    String sent();

    /** The text of any readable collection with that hash, else a 404. */
    String byHash(String portableDataHash);
  }

  private static final Pattern HASH_SOURCE = Pattern.compile("[0-9a-f]{32}\\+[0-9]+(?:/.*)?");
  private static final String UNTOUCHABLE = "/.arvados#collection";

  private final Map<String, String> plan;
  private final NavigableSet<String> targets;
  private final Sources sources;
  private final Map<String, Directory> trees = new HashMap<>();

  private ReplaceFiles(Map<String, String> plan, Sources sources) {
    this.plan = plan;
    this.targets = new TreeSet<>(plan.keySet());
    this.sources = sources;
  }

  /**
   * The text that results, signatures still on.
   *
   * @throws Refusal 400 for a misuse, 404 for an unknown hash, 500 for what the real server fails
   *     at
   */
  static String apply(Map<String, String> plan, Sources sources, Random random) {
    ReplaceFiles request = new ReplaceFiles(plan, sources);
    request.checkTargets();
    return ManifestWriter.write(request.run(random));
  }

  private void checkTargets() {
    boolean usesSent = plan.values().stream().anyMatch(s -> s.startsWith("manifest_text/"));
    if (!sources.sent().isEmpty() && !usesSent) {
      throw Refusal.controller(
          400, "invalid request: must not provide manifest_text without a replace_files source");
    }
    plan.forEach(
        (target, source) -> {
          if (!cleanTarget(target)) {
            throw Refusal.controller(400, "invalid target path \"" + target + "\"");
          }
          checkSource(source);
          checkNothingBelow(target, source);
        });
  }

  private static boolean cleanTarget(String target) {
    if (target.equals("/")) {
      return true;
    }
    String[] parts = target.split("/", -1);
    if (parts.length < 2 || !parts[0].isEmpty()) {
      return false;
    }
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].isEmpty() || parts[i].equals(".") || parts[i].equals("..")) {
        return false;
      }
    }
    return true;
  }

  private static void checkSource(String source) {
    if (source.equals("current")) {
      throw Refusal.controller(500, "internal error: source \"current\"");
    }
    boolean known =
        source.isEmpty()
            || source.startsWith("current/")
            || source.equals("manifest_text")
            || source.startsWith("manifest_text/")
            || HASH_SOURCE.matcher(source).matches();
    if (!known) {
      throw Refusal.controller(400, "invalid source \"" + source + "\" in replace_files");
    }
  }

  private void checkNothingBelow(String target, String source) {
    String below = target.equals("/") ? "/" : target + "/";
    String other = target.equals("/") ? targets.higher(below) : targets.ceiling(below);
    if (!source.isEmpty() && other != null && other.startsWith(below)) {
      throw Refusal.controller(
          400, "replace_files: \"" + other + "\" is inside the target \"" + target + "\"");
    }
  }

  private Directory run(Random random) {
    // With "/" as a target the real server starts empty and never parses the stored text.
    Directory root = plan.containsKey("/") ? new Directory() : load(sources.current(), 500);
    Map<String, TreeNode> taken = new HashMap<>();
    for (String source : plan.values()) {
      if (source.startsWith("current/")) {
        taken.put(source, find(root, source.substring("current/".length()), source).copy());
      }
    }
    List<Map.Entry<String, String>> order = new ArrayList<>(plan.entrySet());
    Collections.shuffle(order, random);
    order.sort(Comparator.comparing(entry -> group(entry.getValue())));
    for (Map.Entry<String, String> entry : order) {
      root = replace(root, entry.getKey(), entry.getValue(), taken);
    }
    return root;
  }

  private static String group(String source) {
    int slash = source.indexOf('/');
    return slash < 0 ? "" : source.substring(0, slash);
  }

  private Directory replace(
      Directory root, String target, String source, Map<String, TreeNode> taken) {
    if (source.isEmpty()) {
      remove(root, target);
      return root;
    }
    TreeNode current = taken.get(source);
    TreeNode node = current == null ? elsewhere(source) : current;
    if (!target.equals("/")) {
      splice(root, target, node.copy());
      return root;
    }
    if (node.copy() instanceof Directory whole) {
      return whole;
    }
    throw Refusal.controller(500, "cannot replace the root with a regular file");
  }

  private TreeNode elsewhere(String source) {
    int slash = source.indexOf('/');
    String from = slash < 0 ? source : source.substring(0, slash);
    String path = slash < 0 ? "" : source.substring(slash + 1);
    Directory known = trees.get(from);
    if (known == null) {
      known =
          from.equals("manifest_text")
              ? load(sources.sent(), 400)
              : load(sources.byHash(from), 500);
      trees.put(from, known);
    }
    return find(known, path, source);
  }

  private static Directory load(String text, int statusIfBad) {
    try {
      return ManifestLoader.load(text);
    } catch (UnloadableManifestException e) {
      throw Refusal.controller(statusIfBad, "error loading manifest: " + e.getMessage());
    }
  }

  private static TreeNode find(Directory root, String path, String source) {
    TreeNode at = root;
    for (String name : ByteText.fromUnicode(path).split("/", -1)) {
      if (!name.isEmpty() && !name.equals(".")) {
        at = at instanceof Directory directory ? directory.entries().get(name) : null;
      }
      if (at == null) {
        throw Refusal.controller(400, "nonexistent source \"" + source + "\" in replace_files");
      }
    }
    return at;
  }

  private static void remove(Directory root, String target) {
    if (target.equals("/") || target.equals(UNTOUCHABLE)) {
      return;
    }
    Directory parent = parent(root, target, false);
    if (parent != null) {
      parent.entries().remove(lastName(target));
    }
  }

  private static void splice(Directory root, String target, TreeNode node) {
    Directory parent = parent(root, target, true);
    if (parent == null || target.equals(UNTOUCHABLE)) {
      throw Refusal.controller(500, "cannot splice at \"" + target + "\"");
    }
    parent.entries().put(lastName(target), node);
  }

  private static String lastName(String target) {
    return ByteText.fromUnicode(target.substring(target.lastIndexOf('/') + 1));
  }

  private static @Nullable Directory parent(Directory root, String target, boolean make) {
    String[] names = ByteText.fromUnicode(target).split("/", -1);
    Directory at = root;
    for (int i = 1; i < names.length - 1; i++) {
      TreeNode next = at.entries().get(names[i]);
      if (next instanceof File) {
        // Directly above a new entry it is the splice that fails, with 500; higher up it is the
        // making of a missing directory, which the real server reports as 400.
        boolean making = make && i < names.length - 2;
        throw Refusal.controller(making ? 400 : 500, "not a directory: above \"" + target + "\"");
      }
      if (next == null && !make) {
        return null;
      }
      Directory made = next instanceof Directory known ? known : new Directory();
      at.entries().putIfAbsent(names[i], made);
      at = made;
    }
    return at;
  }
}
