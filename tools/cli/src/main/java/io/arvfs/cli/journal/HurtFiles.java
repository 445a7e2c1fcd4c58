package io.arvfs.cli.journal;

import io.arvfs.fs.tree.Inode;
import io.arvfs.fs.tree.Inode.Place;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.host.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Files that lost bytes: what is left of each, as it was last, as a plain file. Confined to one
 * thread.
 */
final class HurtFiles {

  private static final int MAX_TOLD = 1000;

  private final Path directory;
  private final Disk disk;
  private final TreeView tree;
  private final RangeBytes ranges;
  private final TreeCopy.Options options;
  private final List<String> lines = new ArrayList<>();
  private boolean more;

  /**
   * @param directory made when there is a file for it
   */
  HurtFiles(Path directory, Disk disk, TreeView tree, RangeBytes ranges, TreeCopy.Options options) {
    this.directory = directory;
    this.disk = disk;
    this.tree = tree;
    this.ranges = ranges;
    this.options = options;
  }

  /** Saves what is left of {@code ino}, if that is still a file. */
  void save(Ino ino) throws IOException {
    Optional<Inode> inode = tree.inode(ino);
    if (inode.isEmpty()) {
      return;
    }
    if (!options.dryRun()) {
      disk.makeDirectories(directory);
    }
    String line = save(inode.get());
    if (lines.size() < MAX_TOLD) {
      lines.add(line);
    } else {
      more = true;
    }
  }

  private String save(Inode inode) throws IOException {
    Path made = directory.resolve("inode-" + inode.ino().value());
    // One for each: it remembers what is missing.
    TreeCopy copy = new TreeCopy(disk, tree, ranges, null, options);
    copy.copyFile(inode, made, String.valueOf(made.getFileName()));
    Optional<Missing> failed =
        copy.missing().stream().filter(m -> m.where() == Missing.Where.NOT_WRITTEN).findFirst();
    if (failed.isPresent()) {
      return "what is left of a file is not saved: " + failed.get().line();
    }
    String name = LostFiles.name(disk, made, inode.place().map(Place::name), options.dryRun());
    return "what is left of a file: %s/%s"
        .formatted(directory.getFileName(), EntryLines.path(name));
  }

  /** A line for each of the first. */
  List<String> lines() {
    if (more) {
      lines.add("and what is left of more files, in " + directory.getFileName());
      more = false;
    }
    return List.copyOf(lines);
  }
}
