package io.arvfs.cli.journal;

import io.arvfs.cli.journal.RangeBytes.Got;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.read.BlockSource;
import io.arvfs.fs.tree.Extent;
import io.arvfs.fs.tree.Extent.InBlock;
import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.fs.tree.Inode;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OutOfSpaceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Copies a tree, as it was at some moment, into a directory of plain files: names, bytes, modes and
 * modification times. Confined to one thread.
 */
public final class TreeCopy {

  private static final ByteBuffer ONE_ZERO = ByteBuffer.allocate(1).asReadOnlyBuffer();

  /** Bytes a file must have under its own name. */
  public enum Incomplete {
    /** A file keeps its name and size; what is missing reads as zeros. */
    HAS_HOLES,
    /** It gets {@code .incomplete} behind its name; with no byte at hand it is not made. */
    IS_SET_APART
  }

  private final Disk disk;
  private TreeView tree;
  private RangeBytes ranges;
  private final @Nullable BlockSource blocks;
  private final Options options;
  private final MissingBytes missing = new MissingBytes();
  private long directories;
  private long files;
  private long bytes;
  private long plain;
  private String whyPlain = "";

  /**
   * How to copy.
   *
   * @param dryRun nothing is written; what would be is counted
   */
  public record Options(Incomplete incomplete, boolean dryRun, Progress progress) {}

  /**
   * @param blocks where blocks come from, or null if they cannot be had
   */
  public TreeCopy(
      Disk disk, TreeView tree, RangeBytes ranges, @Nullable BlockSource blocks, Options options) {
    this.disk = disk;
    this.tree = tree;
    this.ranges = ranges;
    this.blocks = blocks;
    this.options = options;
  }

  /**
   * Copies what stands at {@code path} to the same place below {@code target}; false if nothing
   * does.
   */
  public boolean copy(ManifestPath path, Path target) throws IOException {
    Ino found = tree.find(path).orElse(null);
    Inode inode = found == null ? null : tree.inode(found).orElse(null);
    if (inode == null) {
      return false;
    }
    Path place = target;
    Ino directory = Ino.ROOT;
    for (int depth = 1; depth < path.depth(); depth++) {
      Name name = path.names().get(depth - 1);
      Ino next = tree.child(directory, name).orElseThrow();
      place = place.resolve(FileNames.of(tree, directory, new TreeView.Dentry(name, next)));
      directory = next;
    }
    makeDirectory(place);
    if (!path.isRoot()) {
      TreeView.Dentry last = new TreeView.Dentry(path.name(), inode.ino());
      place = place.resolve(FileNames.of(tree, directory, last));
    }
    copy(inode, place, EventPaths.text(path));
    return true;
  }

  /** Copies one file, whatever its name, to {@code target}. */
  public void copyFile(Inode inode, Path target, String name) throws IOException {
    file(inode, target, name);
  }

  private void copy(Inode inode, Path target, String path) throws IOException {
    if (!inode.isDirectory()) {
      file(inode, target, path);
      return;
    }
    try {
      makeDirectory(target);
    } catch (IOException e) {
      notWritten(path, 0, e);
      return;
    }
    directories++;
    for (TreeView.Dentry dentry : tree.eachByName(inode.ino())) {
      Inode child = tree.inode(dentry.ino()).orElse(null);
      if (child != null) {
        String name = EventFields.text(dentry.name());
        Path place = target.resolve(FileNames.of(tree, inode.ino(), dentry));
        copy(child, place, path.isEmpty() ? name : path + "/" + name);
      }
    }
    if (!options.dryRun()) {
      attributes(inode, target, 0700);
    }
  }

  /** Goes on without what cannot be written, unless nothing can be any more. */
  private void notWritten(String path, long length, IOException why) throws IOException {
    if (why instanceof OutOfSpaceException || Scratch.isEnding()) {
      throw why;
    }
    missing.add(Missing.notWritten(path, length, why));
  }

  private void makeDirectory(Path directory) throws IOException {
    if (!options.dryRun()) {
      disk.makeDirectories(directory);
    }
  }

  private void file(Inode inode, Path target, String path) throws IOException {
    options.progress().step();
    long before = missing.count();
    if (options.dryRun()) {
      count(before, fillNothing(inode, path), path);
      return;
    }
    Path directory = Objects.requireNonNull(target.toAbsolutePath().getParent());
    try (PartFile part = PartFile.in(disk, directory)) {
      long here = fill(part.file(), inode, path);
      if (isMade(before, here)) {
        attributes(inode, part.path(), 0600);
        name(part, inode, target, isWhole(before));
      }
      count(before, here, path);
    } catch (UnreadException e) {
      throw e.why;
    } catch (IOException e) {
      notWritten(path, inode.size(), e);
    }
  }

  /** Whether nothing is missing since so much was. */
  private boolean isWhole(long before) {
    return missing.count() == before;
  }

  private boolean isMade(long before, long here) {
    return isWhole(before) || !isSetApart() || here > 0;
  }

  private boolean isSetApart() {
    return options.incomplete() == Incomplete.IS_SET_APART;
  }

  /** What was set apart when less was at hand goes once all of it is. */
  private void name(PartFile part, Inode inode, Path target, boolean whole) throws IOException {
    if (!isSetApart()) {
      part.name(target);
      return;
    }
    Path apart =
        target.resolveSibling(FileNames.apart(tree, inode, String.valueOf(target.getFileName())));
    part.name(whole ? target : apart);
    if (whole) {
      disk.delete(apart);
    }
  }

  private void count(long before, long here, String path) {
    boolean again = !isWhole(before) && missing.isLetGo(path);
    files += isMade(before, here) && !again ? 1 : 0;
    bytes += again ? 0 : here;
  }

  /** Writes the bytes that are at hand, and gives the file its length; how many they are. */
  private long fill(@Nullable DiskFile out, Inode inode, String path) throws IOException {
    long here = 0;
    for (Extent extent : tree.eachExtent(inode)) {
      switch (bytesOf(extent)) {
        case Got.Here(var found) -> {
          if (out != null) {
            out.write(found, extent.offset());
          }
          here += extent.length();
        }
        case Got.NotHere(var where, var why) ->
            missing.add(new Missing(path, extent.offset(), extent.length(), where, why));
      }
    }
    if (out != null && out.size() < inode.size()) {
      out.write(ONE_ZERO.duplicate(), inode.size() - 1);
    }
    return here;
  }

  private long fillNothing(Inode inode, String path) throws IOException {
    try {
      return fill(null, inode, path);
    } catch (UnreadException e) {
      throw e.why;
    }
  }

  /** The volume that is copied cannot be read, which no other file will change. */
  private static final class UnreadException extends IOException {

    private static final long serialVersionUID = 1L;

    private final IOException why;

    UnreadException(IOException why) {
      super(why);
      this.why = why;
    }
  }

  private Got bytesOf(Extent extent) throws UnreadException {
    try {
      return switch (extent) {
        case InSegment(_, var length, var range, var skip) ->
            part(ranges.get(tree.place(range), range), skip, length);
        case InBlock(_, var length, var block, var offset, _) -> fetched(block, offset, length);
      };
    } catch (IOException e) {
      throw new UnreadException(e);
    }
  }

  private static Got part(Got got, int skip, int length) {
    return got instanceof Got.Here(var whole) ? new Got.Here(whole.slice(skip, length)) : got;
  }

  private Got fetched(BlockId block, int offset, int length) {
    if (blocks == null) {
      return new Got.NotHere(Missing.Where.IN_KEEP, "are only in Keep");
    }
    try {
      return new Got.Here(blocks.block(block).slice(offset, length));
    } catch (IOException e) {
      return new Got.NotHere(Missing.Where.IN_KEEP, "are in Keep alone: " + Reason.of(e));
    }
  }

  /**
   * Gives the file its mode and time, as far as the file system there has such. Who copies can
   * always read and remove what was copied.
   */
  private void attributes(Inode inode, Path target, int least) {
    try {
      Files.setPosixFilePermissions(target, permissions(inode.attributes().mode() | least));
      Files.setLastModifiedTime(target, FileTime.from(inode.modified()));
    } catch (IOException | UnsupportedOperationException e) {
      plain++;
      whyPlain = whyPlain.isEmpty() ? Reason.of(e) : whyPlain;
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values(); // OWNER_READ first
    for (int bit = 0; bit < all.length; bit++) {
      if ((mode & (0400 >> bit)) != 0) {
        set.add(all[bit]);
      }
    }
    return set;
  }

  /** Goes on with the tree as it was at a later moment. */
  public void takeUp(TreeView later, RangeBytes laterRanges) {
    tree = later;
    ranges = laterRanges;
  }

  /**
   * The files of which a running mount let bytes go, to be copied again; no more is told of them.
   */
  public Set<String> takeLetGo() {
    return missing.takeLetGo();
  }

  /** What could not be copied, the first of it. */
  public List<Missing> missing() {
    return missing.kept();
  }

  /** How much more could not be copied. */
  public long missingMore() {
    return missing.more();
  }

  /** Whether all is copied. */
  public boolean isWhole() {
    return missing.isEmpty();
  }

  /** Whether bytes could not be copied that should be here. */
  public boolean isAnyLost() {
    return missing.isAnyLost();
  }

  /**
   * How many files and directories do not have their modes and times, and why; if there are any.
   */
  public Optional<String> plain() {
    return plain == 0
        ? Optional.empty()
        : Optional.of(
            "%d files and directories could not be given their modes and times: %s"
                .formatted(plain, whyPlain));
  }

  /** How many directories were made. */
  public long directories() {
    return directories;
  }

  /** How many files were made. */
  public long files() {
    return files;
  }

  /** How many bytes of them were at hand. */
  public long bytes() {
    return bytes;
  }
}
