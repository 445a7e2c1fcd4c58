package io.arvfs.sync.plan;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.Node;
import io.arvfs.fs.manifest.RegularFile;
import io.arvfs.fs.manifest.Writability;
import io.arvfs.journal.event.Name;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the request that turns the server's tree into another, always as one step.
 *
 * <p>What has the same content in the same place is not touched. What stands somewhere else on the
 * server, and no longer there in the target, is taken from there ({@code current/…}); the rest is
 * sent ({@code manifest_text/…}). No target lies below one that has a source, nothing is deleted
 * below a file, and a moved directory with changes inside is taken apart, entry by entry, so swaps
 * and moves in circles are one step too.
 *
 * <p>A new directory is sent file by file as long as it is small: a target replaces everything
 * below it, so fine targets let the asserted hash see what others put beside them meanwhile. Beyond
 * {@link #FINE_TARGETS} files the size of the request is worth more, and the check of what was
 * overwritten does the rest.
 */
public final class Planner {

  /** The most entries that a new directory may have to be sent entry by entry. */
  public static final int FINE_TARGETS = 256;

  private final Vanished vanished;
  private final Predicate<ManifestPath> whole;
  private final SentManifest sent;
  private final Map<ManifestPath, String> targets = new LinkedHashMap<>();

  private Planner(Vanished vanished, Predicate<ManifestPath> whole, SentManifest sent) {
    this.vanished = vanished;
    this.whole = whole;
    this.sent = sent;
  }

  /**
   * The step from {@code server} to {@code target}, two whole trees; empty if they have the same
   * content.
   *
   * @throws IllegalArgumentException if a name cannot be sent: not UTF-8, or reserved in the root
   */
  public static Optional<Step> plan(Directory server, Directory target, LocatorChoice locators) {
    return plan(server, target, _ -> true, locators);
  }

  /**
   * As {@link #plan(Directory, Directory, LocatorChoice)}, where much of both trees may be missing,
   * as long as it is the same.
   *
   * @param whole whether nothing is missing in a directory that is on both sides
   */
  public static Optional<Step> plan(
      Directory server, Directory target, Predicate<ManifestPath> whole, LocatorChoice locators) {
    if (server.sameContent(target)) {
      return Optional.empty();
    }
    Planner planner =
        new Planner(Vanished.between(server, target, whole), whole, new SentManifest(locators));
    planner.changeEntries(ManifestPath.ROOT, server, target);
    return Optional.of(planner.step());
  }

  private Step step() {
    Map<String, String> replaceFiles = new LinkedHashMap<>();
    targets.forEach((path, source) -> replaceFiles.put(path.absolute(), source));
    return new Step(
        new Request(replaceFiles, sent.text().text()), new ArrayList<>(targets.keySet()));
  }

  private void changeEntries(ManifestPath path, Directory server, Directory target) {
    TreeSet<Name> names = new TreeSet<>(server.entries().keySet());
    names.addAll(target.entries().keySet());
    for (Name name : names) {
      change(path.child(name), server.entries().get(name), target.entries().get(name));
    }
  }

  private void change(ManifestPath path, @Nullable Node server, @Nullable Node target) {
    if (target == null) {
      setTarget(path, "");
    } else if (server == null || !server.sameContent(target)) {
      put(path, server, target);
    }
  }

  private void put(ManifestPath path, @Nullable Node server, Node target) {
    boolean partly =
        target instanceof Directory && server instanceof Directory && !whole.test(path);
    Optional<ManifestPath> place = partly ? Optional.empty() : vanished.find(target);
    if (place.isPresent()) {
      setTarget(path, Targets.CURRENT + requireSendable(place.get()).relative());
      return;
    }
    switch (target) {
      case Directory directory when server instanceof Directory there ->
          changeEntries(path, there, directory);
      case Directory directory when !isSentWhole(directory) -> {
        if (server != null) {
          setTarget(path, "");
        }
        changeEntries(path, Directory.EMPTY, directory);
      }
      case Directory _, RegularFile _ -> {
        sent.put(requireSendable(path), target);
        setTarget(path, Targets.SENT + path.relative());
      }
    }
  }

  private boolean isSentWhole(Directory directory) {
    return directory.isEmpty() || (isLarge(directory) && !hasMoved(directory));
  }

  private static boolean isLarge(Directory directory) {
    return count(directory, FINE_TARGETS + 1) > FINE_TARGETS;
  }

  /** The number of entries below {@code directory}; counting ends at {@code enough}. */
  private static int count(Directory directory, int enough) {
    int count = directory.entries().size();
    for (Node node : directory.entries().values()) {
      if (count >= enough) {
        return count;
      }
      if (node instanceof Directory child) {
        count += count(child, enough - count);
      }
    }
    return count;
  }

  private boolean hasMoved(Directory directory) {
    return directory.entries().values().stream()
        .anyMatch(
            node ->
                vanished.find(node).isPresent()
                    || (node instanceof Directory child && hasMoved(child)));
  }

  private void setTarget(ManifestPath path, String source) {
    targets.put(requireSendable(path), source);
  }

  private static ManifestPath requireSendable(ManifestPath path) {
    if (!path.isUtf8() || path.names().getFirst().equals(Writability.RESERVED_NAME)) {
      throw new IllegalArgumentException("no request can name " + path);
    }
    return path;
  }
}
