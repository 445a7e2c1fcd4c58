package io.arvfs.fs.sort;

import io.arvfs.fs.manifest.PathRow;
import io.arvfs.fs.manifest.Piece;
import io.arvfs.fs.manifest.RegularFile;
import io.arvfs.fs.manifest.UnloadableManifestException;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.OpenMode;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Sorted runs on their way into one file, with one row for each path. Used once. */
final class Merge implements Closeable {

  private final List<Run> open = new ArrayList<>();
  private final PriorityQueue<Run> runs =
      new PriorityQueue<>(
          Comparator.<Run, byte[]>comparing(run -> run.head().key(), Arrays::compareUnsigned)
              .thenComparingInt(Run::number));

  private Merge() {}

  /** Merges {@code runs}, of which an earlier one holds what the text says earlier. */
  static SortedPaths into(Disk disk, Path target, List<Path> runs) throws IOException {
    disk.delete(target);
    try (Merge merge = new Merge();
        SortedPaths.Writer out =
            new SortedPaths.Writer(
                disk, target, new DiskOutput(disk.open(target, OpenMode.CREATE_NEW)))) {
      for (Path run : runs) {
        merge.open(new DiskInput(disk.open(run, OpenMode.READ), 0));
      }
      for (PathRow row = merge.next(); row != null; row = merge.next()) {
        out.add(row);
      }
      return out.finish();
    }
  }

  private void open(DiskInput in) throws IOException {
    Run run = new Run(new DataInputStream(in), open.size());
    open.add(run);
    if (run.advance()) {
      runs.add(run);
    }
  }

  /** The next path, of everything that was said of it. */
  private @Nullable PathRow next() throws IOException {
    Run first = runs.peek();
    if (first == null) {
      return null;
    }
    Group group = new Group(first.head().key());
    for (Run run = first; run != null && group.takes(run.head()); run = runs.peek()) {
      runs.remove();
      if (run.advance()) {
        runs.add(run);
      }
    }
    return group.row();
  }

  @Override
  public void close() throws IOException {
    for (Run run : open) {
      run.close();
    }
  }

  /** A run being read. */
  private static final class Run implements Closeable {

    private final DataInputStream in;
    private final int number;
    private final PieceCodec codec = new PieceCodec();
    private @Nullable RunRecord head;

    Run(DataInputStream in, int number) {
      this.in = in;
      this.number = number;
    }

    int number() {
      return number;
    }

    RunRecord head() {
      return Objects.requireNonNull(head);
    }

    boolean advance() throws IOException {
      try {
        head = RunRecord.read(in, codec);
        return true;
      } catch (EOFException _) {
        return false;
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /**
   * What was said of one path. A directory may be named like a file without bytes, if it was there
   * first; the server's loader passes over such a file.
   */
  private static final class Group {

    private final byte[] key;
    private final List<Piece> pieces = new ArrayList<>();
    private boolean directory;
    private boolean file;

    Group(byte[] key) {
      this.key = key;
    }

    boolean takes(RunRecord record) throws UnloadableManifestException {
      if (!Arrays.equals(key, record.key())) {
        return false;
      }
      if (record.directory() ? file : directory && record.length() > 0) {
        throw new UnloadableManifestException(record.line(), "a file and a directory of one name");
      }
      directory |= record.directory();
      file |= !record.directory() && !directory;
      pieces.addAll(record.pieces());
      return true;
    }

    PathRow row() {
      return new PathRow(
          key,
          directory
              ? Optional.empty()
              : Optional.of(new RegularFile(new RegularFile(pieces).extents())));
    }
  }
}
