package io.arvfs.minicluster;

import io.arvfs.minicluster.TreeNode.Directory;
import io.arvfs.minicluster.TreeNode.File;
import io.arvfs.minicluster.TreeNode.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tree to text, in the order and with the block lists of the controller: depth first, a directory's
 * own files before its sub-directories, a block listed again unless its whole locator string equals
 * the one listed last.
 */
final class ManifestWriter {

  static final String EMPTY_BLOCK = "d41d8cd98f00b204e9800998ecf8427e+0";

  private final StringBuilder out = new StringBuilder();

  private ManifestWriter() {}

  static String write(Directory root) {
    ManifestWriter writer = new ManifestWriter();
    writer.directory(root, ".");
    return ByteText.toUnicode(writer.out.toString());
  }

  private void directory(Directory directory, String prefix) {
    if (directory.entries().isEmpty()) {
      if (!prefix.equals(".")) {
        out.append(prefix).append(' ').append(EMPTY_BLOCK).append(" 0:0:\\056\n");
      }
      return;
    }
    Line line = new Line();
    for (Map.Entry<String, TreeNode> entry : directory.entries().entrySet()) {
      if (entry.getValue() instanceof File file) {
        line.add(file, ByteText.escape(entry.getKey()));
      }
    }
    line.appendTo(out, prefix);
    for (Map.Entry<String, TreeNode> entry : directory.entries().entrySet()) {
      if (entry.getValue() instanceof Directory child) {
        directory(child, prefix + "/" + ByteText.escape(entry.getKey()));
      }
    }
  }

  /** One directory's files: the blocks they need and where each lies in them. */
  private static final class Line {

    private final List<String> blocks = new ArrayList<>();
    private final StringBuilder tokens = new StringBuilder();
    private long lastStart;
    private long end;

    void add(File file, String name) {
      if (file.segments().isEmpty()) {
        token(0, 0, name);
        return;
      }
      long tokenStart = -1;
      long tokenEnd = -1;
      for (Segment segment : file.segments()) {
        long start = place(segment);
        if (start != tokenEnd) {
          if (tokenStart >= 0) {
            token(tokenStart, tokenEnd - tokenStart, name);
          }
          tokenStart = start;
        }
        tokenEnd = start + segment.length();
      }
      token(tokenStart, tokenEnd - tokenStart, name);
    }

    private long place(Segment segment) {
      if (blocks.isEmpty() || !blocks.getLast().equals(segment.locator())) {
        blocks.add(segment.locator());
        lastStart = end;
        end += segment.blockSize();
      }
      return lastStart + segment.offset();
    }

    private void token(long position, long length, String name) {
      tokens.append(' ').append(position).append(':').append(length).append(':').append(name);
    }

    void appendTo(StringBuilder out, String prefix) {
      if (tokens.isEmpty()) {
        return;
      }
      out.append(prefix);
      for (String block : blocks.isEmpty() ? List.of(EMPTY_BLOCK) : blocks) {
        out.append(' ').append(block);
      }
      out.append(tokens).append('\n');
    }
  }
}
