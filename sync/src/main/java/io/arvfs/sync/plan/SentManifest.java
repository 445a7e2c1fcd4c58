package io.arvfs.sync.plan;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.Draft;
import io.arvfs.fs.manifest.LocatorToken;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.fs.manifest.ManifestWriter;
import io.arvfs.fs.manifest.Node;
import io.arvfs.fs.manifest.Piece;
import io.arvfs.fs.manifest.RegularFile;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.Name;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The manifest that a request brings, as it is filled: each block under one locator, which is what
 * makes its pieces equal to each other. Confined to one thread.
 */
final class SentManifest {

  private final LocatorChoice choice;
  private final Map<BlockId, LocatorToken> chosen = new HashMap<>();
  private final Draft draft = new Draft(Directory.EMPTY);

  SentManifest(LocatorChoice choice) {
    this.choice = choice;
  }

  void put(ManifestPath path, Node content) {
    draft.put(path, sendable(content));
  }

  ManifestText text() {
    return ManifestWriter.signed().write(draft.tree());
  }

  private Node sendable(Node node) {
    return switch (node) {
      case RegularFile file -> sendable(file);
      case Directory directory -> {
        TreeMap<Name, Node> entries = new TreeMap<>();
        directory.entries().forEach((name, child) -> entries.put(name, sendable(child)));
        yield new Directory(entries);
      }
    };
  }

  private RegularFile sendable(RegularFile file) {
    List<Piece> pieces = new ArrayList<>();
    for (Piece piece : file.extents()) {
      LocatorToken locator = chosen.computeIfAbsent(piece.locator().block(), this::choose);
      pieces.add(new Piece(locator, piece.offset(), piece.length()));
    }
    return new RegularFile(pieces);
  }

  private LocatorToken choose(BlockId block) {
    LocatorToken locator = new LocatorToken(choice.locator(block));
    if (!locator.block().equals(block)) {
      throw new IllegalArgumentException("a locator of " + locator.block() + " for " + block);
    }
    return locator;
  }
}
