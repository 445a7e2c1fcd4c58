package io.arvfs.fs.manifest;

import io.arvfs.journal.event.Name;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A place in a collection's tree: the names from the root down. Ordered name by name, so a
 * directory comes before what is in it and a tree's paths come in the order of its manifest's
 * names.
 */
public record ManifestPath(List<Name> names) implements Comparable<ManifestPath> {

  /** The collection itself. */
  public static final ManifestPath ROOT = new ManifestPath(List.of());

  public ManifestPath {
    names = List.copyOf(names);
  }

  /**
   * The path spelled by {@code text}, with or without a slash before it; {@code ""} and {@code "/"}
   * are the root. Names are not escaped here.
   *
   * @throws IllegalArgumentException if a component is empty, {@code .}, {@code ..} or no name
   */
  public static ManifestPath parse(String text) {
    String relative = text.startsWith("/") ? text.substring(1) : text;
    return relative.isEmpty()
        ? ROOT
        : new ManifestPath(Arrays.stream(relative.split("/", -1)).map(Name::new).toList());
  }

  public boolean isRoot() {
    return names.isEmpty();
  }

  /** The number of names. */
  public int depth() {
    return names.size();
  }

  /**
   * The last name.
   *
   * @throws java.util.NoSuchElementException at the root
   */
  public Name name() {
    return names.getLast();
  }

  /** The directory that holds this; empty at the root. */
  public Optional<ManifestPath> parent() {
    return isRoot() ? Optional.empty() : Optional.of(head(depth() - 1));
  }

  /** The first {@code depth} names. */
  public ManifestPath head(int depth) {
    return new ManifestPath(names.subList(0, depth));
  }

  public ManifestPath child(Name name) {
    List<Name> longer = new ArrayList<>(names);
    longer.add(name);
    return new ManifestPath(longer);
  }

  /** Whether this is {@code other} or below it. */
  public boolean startsWith(ManifestPath other) {
    return depth() >= other.depth() && names.subList(0, other.depth()).equals(other.names);
  }

  /** Whether this is strictly below {@code other}. */
  public boolean isBelow(ManifestPath other) {
    return depth() > other.depth() && startsWith(other);
  }

  /**
   * This path after {@code from}, which it starts with, became {@code to}.
   *
   * @throws IllegalArgumentException if this does not start with {@code from}
   */
  public ManifestPath moved(ManifestPath from, ManifestPath to) {
    if (!startsWith(from)) {
      throw new IllegalArgumentException(this + " is not in " + from);
    }
    List<Name> moved = new ArrayList<>(to.names);
    moved.addAll(names.subList(from.depth(), depth()));
    return new ManifestPath(moved);
  }

  /** Whether a manifest or a request can carry it. */
  public boolean isUtf8() {
    return names.stream().allMatch(Name::isUtf8);
  }

  /** With a slash before it, as {@code replace_files} names a target; the root is {@code /}. */
  public String absolute() {
    return "/" + relative();
  }

  /** Without a slash before it, as sources are named; the root is empty. */
  public String relative() {
    return names.stream().map(Name::toString).collect(Collectors.joining("/"));
  }

  @Override
  public int compareTo(ManifestPath other) {
    int common = Math.min(depth(), other.depth());
    for (int i = 0; i < common; i++) {
      int order = names.get(i).compareTo(other.names.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(depth(), other.depth());
  }

  /** As {@link #absolute()}; names that are no UTF-8 show U+FFFD. */
  @Override
  public String toString() {
    return absolute();
  }
}
