package io.arvfs.fs.manifest;

import io.arvfs.journal.event.Name;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A tree while its manifest is read: files still grow, from any line. */
final class LoadingTree implements ManifestSink {

  private sealed interface Loading {}

  private record Folder(TreeMap<Name, Loading> entries) implements Loading {}

  /** A file that takes pieces until the last line is read. */
  private record Growing(List<Piece> pieces) implements Loading {}

  private final Folder root = new Folder(new TreeMap<>());
  private byte[] lastKey = PathKeys.ROOT;
  private Folder lastFolder = root;

  @Override
  public void directory(byte[] key, int line) {
    lastFolder = folder(key);
    lastKey = key;
  }

  private Folder folder(byte[] key) {
    Folder folder = root;
    for (Name name : PathKeys.path(key).names()) {
      folder =
          switch (folder.entries.computeIfAbsent(name, _ -> new Folder(new TreeMap<>()))) {
            case Folder child -> child;
            case Growing _ ->
                throw new IllegalArgumentException("a file and a directory named " + name);
          };
    }
    return folder;
  }

  @Override
  public void file(byte[] key, List<Piece> pieces, long length, int line) {
    byte[] parent = PathKeys.parent(key);
    if (!Arrays.equals(parent, lastKey)) {
      directory(parent, line);
    }
    switch (lastFolder.entries.computeIfAbsent(
        PathKeys.name(key), _ -> new Growing(new ArrayList<>()))) {
      case Growing file -> file.pieces.addAll(pieces);
      case Folder _ -> {
        if (length > 0) {
          throw new IllegalArgumentException("bytes for a directory");
        }
      }
    }
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
