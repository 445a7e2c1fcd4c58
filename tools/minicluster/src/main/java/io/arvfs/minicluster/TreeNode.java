package io.arvfs.minicluster;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A file or a directory of a loaded manifest. Names are {@link ByteText}. Not thread-safe. */
sealed interface TreeNode {

  /** An independent copy; segment lists are shared, since nothing changes them after loading. */
  TreeNode copy();

  /** One contiguous piece of a block. {@code locator} keeps its hints and signature. */
  record Segment(String locator, int blockSize, int offset, int length) {}

  /** A regular file: its pieces in order, those of length 0 included. */
  record File(List<Segment> segments) implements TreeNode {
    File() {
      this(new ArrayList<>());
    }

    @Override
    public TreeNode copy() {
      return this;
    }
  }

  /** A directory: its entries in the order of their names' bytes. */
  record Directory(TreeMap<String, TreeNode> entries) implements TreeNode {
    Directory() {
      this(new TreeMap<>());
    }

    @Override
    public TreeNode copy() {
      Directory twin = new Directory();
      entries.forEach((name, node) -> twin.entries.put(name, node.copy()));
      return twin;
    }

    /** The directory of that name, made if absent; null if a regular file is in the way. */
    @Nullable Directory child(String name) {
      TreeNode node = entries.computeIfAbsent(name, _ -> new Directory());
      return node instanceof Directory directory ? directory : null;
    }
  }
}
