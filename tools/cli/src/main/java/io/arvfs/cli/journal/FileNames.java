package io.arvfs.cli.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.fs.tree.Inode;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The names that files get where they are copied to: their own, if this process can spell it and
 * the name is not too long with what stands before or behind it. Pure.
 */
final class FileNames {

  private static final String INCOMPLETE = ".incomplete";

  private FileNames() {}

  /** The name of {@code dentry} in {@code directory}: no other one there is given the same. */
  static String of(TreeView tree, Ino directory, TreeView.Dentry dentry) {
    Name name = dentry.name();
    String text = spelled(name);
    byte[] bytes = text.getBytes(UTF_8);
    boolean differs = !Arrays.equals(bytes, name.bytes());
    boolean clashes =
        differs && (!Name.isName(bytes) || tree.child(directory, new Name(bytes)).isPresent());
    return clashes ? fitting(text, "~" + dentry.ino().value()) : text;
  }

  /**
   * The name; where this process cannot spell it, its bytes escaped, which may be too long for a
   * name.
   */
  static String spelled(Name name) {
    String text = EventFields.text(name);
    try {
      return Path.of(text).toString();
    } catch (InvalidPathException _) {
      StringBuilder escaped = new StringBuilder();
      for (byte b : name.bytes()) {
        escaped.append(b > 0x1f ? String.valueOf((char) b) : "\\x%02x".formatted(b & 0xff));
      }
      return escaped.toString();
    }
  }

  /**
   * The name under which what is left of a file is set apart from {@code name}, which it would have
   * if it were whole: no other file in its directory has it.
   */
  static String apart(TreeView tree, Inode inode, String name) {
    String usual = name + INCOMPLETE;
    byte[] bytes = usual.getBytes(UTF_8);
    boolean taken =
        !Name.isName(bytes)
            || inode.place().flatMap(p -> tree.child(p.parent(), new Name(bytes))).isPresent();
    return taken ? fitting(name, "~" + inode.ino().value() + INCOMPLETE) : usual;
  }

  /** {@code text} and {@code suffix}; of the text as much as a name may have. */
  static String fitting(String text, String suffix) {
    int room = Name.MAX_LENGTH - suffix.getBytes(UTF_8).length;
    int end = 0;
    while (end < text.length()) {
      int next = text.offsetByCodePoints(end, 1);
      room -= text.substring(end, next).getBytes(UTF_8).length;
      if (room < 0) {
        break;
      }
      end = next;
    }
    return text.substring(0, end) + suffix;
  }
}
