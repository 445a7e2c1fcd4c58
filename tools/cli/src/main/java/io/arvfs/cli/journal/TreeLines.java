package io.arvfs.cli.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.fs.sort.DiskInput;
import io.arvfs.fs.tree.Inode;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.file.Path;

/** A tree and a manifest to be read. Memory does not grow with either. Confined to one thread. */
public final class TreeLines {

  private static final int BUFFER_CHARS = 1 << 15;

  private final PrintWriter out;
  private final boolean plain;

  /**
   * @param plain whether what would move a cursor is escaped in a manifest too
   */
  public TreeLines(PrintWriter out, boolean plain) {
    this.out = out;
    this.plain = plain;
  }

  /** Prints a line for each file and directory. */
  public void printTree(TreeView tree) {
    print(tree, Ino.ROOT, "");
  }

  private void print(TreeView tree, Ino directory, String prefix) {
    for (TreeView.Dentry dentry : tree.eachByName(directory)) {
      Inode inode = tree.inode(dentry.ino()).orElse(null);
      if (inode == null) {
        continue; // Nothing but a name; verification tells of it.
      }
      String path = prefix + EventFields.text(dentry.name());
      out.printf(
          "%s %04o %d:%d %12d %s %s%n",
          inode.isDirectory() ? "d" : "-",
          inode.attributes().mode(),
          inode.attributes().uid(),
          inode.attributes().gid(),
          inode.size(),
          inode.modified(),
          EntryLines.path(path));
      if (inode.isDirectory()) {
        print(tree, inode.ino(), path + "/");
      }
    }
  }

  /** Prints the manifest of this hash that {@code volume} keeps; false if it cannot be read. */
  public boolean printManifest(VolumeFiles volume, String hash) {
    Path directory = volume.layout().manifests();
    try {
      boolean sound = ManifestCheck.wrong(volume.disk(), directory, hash).isEmpty();
      if (sound) {
        print(volume, directory, hash);
      }
      return sound;
    } catch (IOException _) {
      return false;
    }
  }

  private void print(VolumeFiles volume, Path directory, String hash) throws IOException {
    out.println("manifest " + hash);
    try (Reader text =
        new InputStreamReader(
            new DiskInput(volume.disk().open(directory.resolve(hash), OpenMode.READ), 0), UTF_8)) {
      char[] buffer = new char[BUFFER_CHARS];
      int count = text.read(buffer);
      while (count > 0) {
        print(buffer, count);
        count = text.read(buffer);
      }
    }
  }

  private void print(char[] text, int count) {
    if (!plain) {
      out.write(text, 0, count);
      return;
    }
    int from = 0;
    for (int at = 0; at < count; at++) {
      if (text[at] == '\n') {
        out.println(EntryLines.plain(new String(text, from, at - from)));
        from = at + 1;
      }
    }
    out.print(EntryLines.plain(new String(text, from, count - from)));
  }
}
