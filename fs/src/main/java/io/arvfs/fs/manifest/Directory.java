package io.arvfs.fs.manifest;

import io.arvfs.journal.event.Name;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Names and what they stand for, in bytewise order. Immutable; the root of every tree. */
public final class Directory implements Node {

  /** The directory without entries. */
  public static final Directory EMPTY = new Directory(new TreeMap<>());

  private final NavigableMap<Name, Node> entries;

  /** Copies {@code entries}, which must be in the natural order of names. */
  public Directory(SortedMap<Name, ? extends Node> entries) {
    this.entries = Collections.unmodifiableNavigableMap(new TreeMap<>(entries));
  }

  /** The entries, unmodifiable. */
  public NavigableMap<Name, Node> entries() {
    return entries;
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** The number of regular files in it and below. */
  public long files() {
    long files = 0;
    for (Node node : entries.values()) {
      files += node instanceof Directory directory ? directory.files() : 1;
    }
    return files;
  }

  public Optional<Node> get(Name name) {
    return Optional.ofNullable(entries.get(name));
  }

  /** What stands at {@code path} below this directory; the root path is this directory. */
  public Optional<Node> find(ManifestPath path) {
    Node node = this;
    for (Name name : path.names()) {
      Node child = node instanceof Directory directory ? directory.entries.get(name) : null;
      if (child == null) {
        return Optional.empty();
      }
      node = child;
    }
    return Optional.of(node);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // Shared subtrees are the same without a look inside.
  public boolean sameContent(Node other) {
    return this == other
        || (other instanceof Directory that
            && entries.size() == that.entries.size()
            && sameEntries(that));
  }

  private boolean sameEntries(Directory that) {
    Iterator<Map.Entry<Name, Node>> theirs = that.entries.entrySet().iterator();
    for (Map.Entry<Name, Node> ours : entries.entrySet()) {
      Map.Entry<Name, Node> their = theirs.next();
      if (!ours.getKey().equals(their.getKey()) || !ours.getValue().sameContent(their.getValue())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Directory that && entries.equals(that.entries));
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  @Override
  public String toString() {
    return entries.toString();
  }
}
