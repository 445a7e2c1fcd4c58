package io.arvfs.fs.manifest;

import io.arvfs.journal.event.Name;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@link ManifestPaths} of a tree in memory, for trees that are small or there anyway. */
final class TreePaths implements ManifestPaths {

  private final List<PathRow> rows = new ArrayList<>();
  private final Directory tree;

  TreePaths(Directory tree) {
    this.tree = tree;
    add(PathKeys.ROOT, tree);
  }

  private void add(byte[] key, Directory directory) {
    for (Map.Entry<Name, Node> entry : directory.entries().entrySet()) {
      byte[] child = PathKeys.child(key, entry.getKey().bytes());
      rows.add(row(child, entry.getValue()));
      if (entry.getValue() instanceof Directory inner) {
        add(child, inner);
      }
    }
  }

  private static PathRow row(byte[] key, Node node) {
    return new PathRow(
        key,
        node instanceof RegularFile file
            ? Optional.of(new RegularFile(file.extents()))
            : Optional.empty());
  }

  @Override
  public long count() {
    return rows.size();
  }

  @Override
  public Walk walk() {
    Iterator<PathRow> left = rows.iterator();
    return new Walk() {
      @Override
      public @Nullable PathRow next() {
        return left.hasNext() ? left.next() : null;
      }

      @Override
      public void close() {
        // Nothing is held.
      }
    };
  }

  @Override
  public Optional<PathRow> find(byte[] key) {
    return tree.find(PathKeys.path(key)).map(node -> row(key, node));
  }
}
