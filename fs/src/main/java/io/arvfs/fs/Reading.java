package io.arvfs.fs;

import io.arvfs.fs.read.FileReader;
import io.arvfs.fs.tree.Inode;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.index.Index;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads files as the rows are at one moment, beside the writer and beside cleaning. A segment may
 * go between looking up what stands in it and reading that: then the bytes stand elsewhere now, and
 * are looked up again; or nothing has changed, and they are lost.
 *
 * <p>Thread-safe.
 */
final class Reading {

  private final Index index;
  private final FileReader reader;

  Reading(Index index, FileReader reader) {
    this.index = index;
    this.reader = reader;
  }

  /** One way to read, of {@link FileReader}. */
  private interface Way {
    OptionalInt read(TreeView tree, Inode inode) throws IOException;
  }

  /** How many bytes were read, or empty if there is no such file; may wait for the network. */
  Optional<Integer> read(Ino ino, long offset, ByteBuffer target) throws IOException {
    return read(
        ino,
        offset,
        target.remaining(),
        (tree, inode) -> OptionalInt.of(reader.read(tree, inode, offset, target)));
  }

  /** As {@link #read}; empty also if that may wait. */
  Optional<Integer> tryRead(Ino ino, long offset, ByteBuffer target) throws IOException {
    return read(
        ino,
        offset,
        target.remaining(),
        (tree, inode) -> reader.tryRead(tree, inode, offset, target));
  }

  private Optional<Integer> read(Ino ino, long offset, int length, Way way) throws IOException {
    Optional<List<SegmentRange>> missed = Optional.empty();
    while (true) {
      try (Index.Snapshot now = index.snapshot()) {
        TreeView tree = new TreeView(now);
        Optional<Inode> inode = tree.inode(ino);
        if (inode.isEmpty()) {
          return Optional.empty();
        }
        try {
          OptionalInt read = way.read(tree, inode.get());
          return read.isPresent() ? Optional.of(read.getAsInt()) : Optional.empty();
        } catch (NoSuchFileException e) {
          List<SegmentRange> places = reader.places(tree, inode.get(), offset, length);
          if (missed.filter(places::equals).isPresent()) {
            throw e;
          }
          missed = Optional.of(places);
        }
      }
    }
  }
}
