package io.arvfs.fs.manifest;

import io.arvfs.journal.event.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A tree while its manifest is read: files still grow, from any line. */
final class LoadingTree {

  sealed interface Loading {}

  record Folder(TreeMap<Name, Loading> entries) implements Loading {}

  /** A file that takes pieces until the last line is read. */
  record Growing(List<Piece> pieces) implements Loading {}

  private final Folder root = new Folder(new TreeMap<>());

  /**
   * The file at {@code components}, made if it is missing, as are its parents; empty if a directory
   * is meant, because the last component is a dot or names one.
   *
   * @throws IllegalArgumentException with the reason, if there can be no such file
   */
  Optional<Growing> file(List<byte[]> components) {
    List<Folder> chain = new ArrayList<>(List.of(root));
    for (byte[] component : components.subList(0, components.size() - 1)) {
      descend(chain, component);
    }
    if (chain.size() > ManifestReader.MAX_DEPTH) {
      throw new IllegalArgumentException("a path of too many names");
    }
    byte[] last = components.getLast();
    if (isDots(last, 1)) {
      return Optional.empty();
    }
    Loading found =
        chain.getLast().entries.computeIfAbsent(name(last), _ -> new Growing(new ArrayList<>()));
    return found instanceof Growing file ? Optional.of(file) : Optional.empty();
  }

  private static void descend(List<Folder> chain, byte[] component) {
    if (component.length == 0 || isDots(component, 1)) {
      return;
    }
    if (isDots(component, 2)) {
      if (chain.size() == 1) {
        throw new IllegalArgumentException("a path above the root");
      }
      chain.removeLast();
      return;
    }
    Name name = name(component);
    switch (chain.getLast().entries.computeIfAbsent(name, _ -> new Folder(new TreeMap<>()))) {
      case Folder folder -> chain.add(folder);
      case Growing _ -> throw new IllegalArgumentException("a file and a directory named " + name);
    }
  }

  private static boolean isDots(byte[] component, int count) {
    for (byte b : component) {
      if (b != '.') {
        return false;
      }
    }
    return component.length == count;
  }

  private static Name name(byte[] component) {
    return new Name(component);
  }

  Directory freeze() {
    return freeze(root);
  }

  private static Directory freeze(Folder folder) {
    TreeMap<Name, Node> entries = new TreeMap<>();
    for (Map.Entry<Name, Loading> entry : folder.entries.entrySet()) {
      entries.put(
          entry.getKey(),
          switch (entry.getValue()) {
            case Folder child -> freeze(child);
            case Growing(List<Piece> pieces) -> new RegularFile(pieces);
          });
    }
    return new Directory(entries);
  }
}
