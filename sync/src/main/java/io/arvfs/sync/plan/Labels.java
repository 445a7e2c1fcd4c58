package io.arvfs.sync.plan;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.LocatorToken;
import io.arvfs.fs.manifest.Node;
import io.arvfs.fs.manifest.Piece;
import io.arvfs.fs.manifest.RegularFile;
import io.arvfs.journal.event.Name;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Gives the locators of a tree signatures of our own making, such that two are equal strings
 * exactly if the server's would be. Those of the collection itself have none; any other stands for
 * an expiry that differs from theirs. Confined to one thread.
 */
final class Labels {

  private final UnaryOperator<LocatorToken> label;
  private final Map<LocatorToken, LocatorToken> known = new HashMap<>();

  private Labels(UnaryOperator<LocatorToken> label) {
    this.label = label;
  }

  /** Labels as the collection's own. */
  static Labels own() {
    return new Labels(LocatorToken::withoutSignature);
  }

  /** Labels as read with an expiry that differs from the collection's. */
  static Labels foreign(String expiry) {
    return new Labels(token -> new LocatorToken(token.withoutSignature().text() + "+A@" + expiry));
  }

  /** Labels each locator in its own way. */
  static Labels each(UnaryOperator<LocatorToken> label) {
    return new Labels(label);
  }

  /** The tree with labels; what needs none is shared. */
  Directory apply(Directory directory) {
    TreeMap<Name, Node> labelled = new TreeMap<>();
    boolean changed = false;
    for (Map.Entry<Name, Node> entry : directory.entries().entrySet()) {
      Node node =
          switch (entry.getValue()) {
            case Directory child -> apply(child);
            case RegularFile file -> apply(file);
          };
      changed |= isOther(node, entry.getValue());
      labelled.put(entry.getKey(), node);
    }
    return changed ? new Directory(labelled) : directory;
  }

  private RegularFile apply(RegularFile file) {
    List<Piece> labelled = new ArrayList<>(file.pieces().size());
    boolean changed = false;
    for (Piece piece : file.pieces()) {
      LocatorToken locator = known.computeIfAbsent(piece.locator(), label);
      changed |= !locator.equals(piece.locator());
      labelled.add(new Piece(locator, piece.offset(), piece.length()));
    }
    return changed ? new RegularFile(labelled) : file;
  }

  @SuppressWarnings("ReferenceEquality") // A node without changes is shared.
  private static boolean isOther(Node left, Node right) {
    return left != right;
  }
}
