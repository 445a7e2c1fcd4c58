package io.arvfs.fs.sort;

import io.arvfs.fs.manifest.ManifestReader;
import io.arvfs.fs.manifest.ManifestSink;
import io.arvfs.fs.manifest.Piece;
import io.arvfs.fs.manifest.UnloadableManifestException;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.OpenMode;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Brings what a manifest says into the order of paths. What fits into a buffer is sorted there and
 * written as a run; the runs are merged. Memory is the buffer, 64 KiB for each run, and the pieces
 * of one file. Used once, by one thread.
 */
public final class PathSorter {

  /** So much is sorted at once, in bytes. */
  public static final int BUFFER_BYTES = 8 << 20;

  /** A file's part of more pieces is told by several records. */
  private static final int PIECES_PER_RECORD = 1000;

  private final Disk disk;
  private final Path target;
  private final int bufferBytes;
  private final Buffer buffer = new Buffer();
  private final List<Path> runs = new ArrayList<>();

  private PathSorter(Disk disk, Path target, int bufferBytes) {
    this.disk = disk;
    this.target = target;
    this.bufferBytes = bufferBytes;
  }

  /**
   * Sorts the paths of {@code text} into the file {@code target}, in a directory that is there;
   * what stood there is replaced, nothing is forced.
   *
   * @param bufferBytes what is sorted in memory at once
   * @throws UnloadableManifestException if the text spells no tree
   */
  public static SortedPaths sort(InputStream text, Disk disk, Path target, int bufferBytes)
      throws IOException {
    PathSorter sorter = new PathSorter(disk, target, bufferBytes);
    try {
      ManifestReader.read(text, sorter.new Sink());
      sorter.spill();
      return Merge.into(disk, target, sorter.runs);
    } finally {
      for (Path run : sorter.runs) {
        disk.delete(run);
      }
    }
  }

  private final class Sink implements ManifestSink {

    @Override
    public void directory(byte[] key, int line) throws IOException {
      add(new RunRecord(key, line, true, 0, List.of()));
    }

    @Override
    public void file(byte[] key, List<Piece> pieces, long length, int line) throws IOException {
      List<Piece> full = pieces.stream().filter(piece -> piece.length() > 0).toList();
      int from = 0;
      do {
        int to = Math.min(full.size(), from + PIECES_PER_RECORD);
        add(new RunRecord(key, line, false, length, full.subList(from, to)));
        from = to;
      } while (from < full.size());
    }
  }

  private void add(RunRecord record) throws IOException {
    buffer.add(record);
    if (buffer.size() >= bufferBytes) {
      spill();
    }
  }

  private void spill() throws IOException {
    Path run = target.resolveSibling(target.getFileName() + ".run" + runs.size());
    disk.delete(run);
    runs.add(run);
    try (DiskOutput out = new DiskOutput(disk.open(run, OpenMode.CREATE_NEW))) {
      buffer.writeSorted(out);
    }
  }

  /** Records as bytes, one after the other, and where each begins. */
  private static final class Buffer extends ByteArrayOutputStream {

    private final DataOutputStream out = new DataOutputStream(this);
    private final List<Integer> starts = new ArrayList<>();

    void add(RunRecord record) throws IOException {
      starts.add(count);
      record.write(out);
    }

    /** Sorts, writes and empties; what has the same key stays in its order. */
    void writeSorted(DiskOutput to) throws IOException {
      List<Integer> order = new ArrayList<>(starts);
      order.sort(this::compare);
      for (int start : order) {
        to.write(buf, start, end(start) - start);
      }
      starts.clear();
      reset();
    }

    private int end(int start) {
      int place = Collections.binarySearch(starts, start);
      return place + 1 == starts.size() ? count : starts.get(place + 1);
    }

    private int compare(int left, int right) {
      int leftKey = left + Integer.BYTES;
      int rightKey = right + Integer.BYTES;
      int leftEnd = leftKey + ByteBuffer.wrap(buf).getInt(left);
      int rightEnd = rightKey + ByteBuffer.wrap(buf).getInt(right);
      return Arrays.compareUnsigned(buf, leftKey, leftEnd, buf, rightKey, rightEnd);
    }
  }
}
