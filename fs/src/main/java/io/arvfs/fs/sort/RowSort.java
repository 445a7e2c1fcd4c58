package io.arvfs.fs.sort;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.OpenMode;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Brings rows of bytes into the order of their keys, those with the same key in the order in which
 * they came. What fits into a buffer never leaves memory; beyond, sorted runs lie on the disk, each
 * with 64 KiB of memory while they are read. Confined to one thread.
 */
public final class RowSort implements Closeable {

  /** So much is sorted at once, in bytes. */
  public static final int BUFFER_BYTES = 4 << 20;

  private static final int HEADER = 2 * Integer.BYTES;

  /** A row; its arrays are the reader's own. */
  @SuppressWarnings("ArrayRecordComponent") // Read by the million and never compared.
  public record Row(byte[] key, byte[] value) {}

  /** The rows one after the other. */
  public interface Cursor extends Closeable {

    /** The next row, or null after the last. */
    @Nullable Row next() throws IOException;
  }

  private final Disk disk;
  private final Path scratch;
  private final int bufferBytes;
  private final Buffer buffer = new Buffer();
  private final List<Path> runs = new ArrayList<>();
  private long count;

  /**
   * @param scratch the beginning of the runs' names; nothing else there may begin so
   * @param bufferBytes what is sorted in memory at once
   */
  public RowSort(Disk disk, Path scratch, int bufferBytes) {
    this.disk = disk;
    this.scratch = scratch;
    this.bufferBytes = bufferBytes;
  }

  /** How many rows were added. */
  public long count() {
    return count;
  }

  /** Adds a row. */
  public void add(byte[] key, byte[] value) throws IOException {
    buffer.add(key, value);
    count++;
    if (buffer.size() >= bufferBytes) {
      spill();
    }
  }

  private void spill() throws IOException {
    Path run = scratch.resolveSibling(scratch.getFileName() + ".run" + runs.size());
    disk.delete(run);
    runs.add(run);
    try (DiskOutput out = new DiskOutput(disk.open(run, OpenMode.CREATE_NEW))) {
      for (int start : buffer.sorted()) {
        buffer.copy(start, out);
      }
    }
    buffer.clear();
  }

  /** All rows in order; may be asked for again, and closed, while nothing is added. */
  public Cursor cursor() throws IOException {
    if (runs.isEmpty()) {
      return buffer.cursor();
    }
    if (buffer.size() > 0) {
      spill();
    }
    Merging merging = new Merging();
    boolean opened = false;
    try {
      for (Path run : runs) {
        merging.open(new DiskInput(disk.open(run, OpenMode.READ), 0));
      }
      opened = true;
      return merging;
    } finally {
      if (!opened) {
        merging.close();
      }
    }
  }

  /** Deletes everything. */
  @Override
  public void close() throws IOException {
    buffer.clear();
    for (Path run : runs) {
      disk.delete(run);
    }
    runs.clear();
  }

  /** Rows as bytes, one after the other, and where each begins. */
  private static final class Buffer extends ByteArrayOutputStream {

    private final DataOutputStream out = new DataOutputStream(this);
    private final List<Integer> starts = new ArrayList<>();

    void add(byte[] key, byte[] value) throws IOException {
      starts.add(count);
      out.writeInt(key.length);
      out.writeInt(value.length);
      out.write(key);
      out.write(value);
    }

    List<Integer> sorted() {
      List<Integer> order = new ArrayList<>(starts);
      order.sort(this::compare);
      return order;
    }

    private int compare(int left, int right) {
      return Arrays.compareUnsigned(
          buf,
          left + HEADER,
          left + HEADER + keyLength(left),
          buf,
          right + HEADER,
          right + HEADER + keyLength(right));
    }

    private int keyLength(int start) {
      return ByteBuffer.wrap(buf).getInt(start);
    }

    private int valueLength(int start) {
      return ByteBuffer.wrap(buf).getInt(start + Integer.BYTES);
    }

    void copy(int start, DiskOutput to) throws IOException {
      to.write(buf, start, HEADER + keyLength(start) + valueLength(start));
    }

    private Row row(int start) {
      int value = start + HEADER + keyLength(start);
      return new Row(
          Arrays.copyOfRange(buf, start + HEADER, value),
          Arrays.copyOfRange(buf, value, value + valueLength(start)));
    }

    Cursor cursor() {
      List<Integer> order = sorted();
      return new Cursor() {
        private int at;

        @Override
        public @Nullable Row next() {
          return at < order.size() ? row(order.get(at++)) : null;
        }

        @Override
        public void close() {
          // The buffer is its owner's.
        }
      };
    }

    void clear() {
      starts.clear();
      reset();
    }
  }

  /** The runs as one. */
  private static final class Merging implements Cursor {

    private final List<Run> all = new ArrayList<>();
    private final PriorityQueue<Run> heads =
        new PriorityQueue<>(
            Comparator.<Run, byte[]>comparing(run -> run.head().key(), Arrays::compareUnsigned)
                .thenComparingInt(run -> run.number));

    void open(DiskInput in) throws IOException {
      Run run = new Run(new DataInputStream(in), all.size());
      all.add(run);
      if (run.advance()) {
        heads.add(run);
      }
    }

    @Override
    public @Nullable Row next() throws IOException {
      Run first = heads.poll();
      if (first == null) {
        return null;
      }
      Row row = first.head();
      if (first.advance()) {
        heads.add(first);
      }
      return row;
    }

    @Override
    public void close() throws IOException {
      for (Run run : all) {
        run.in.close();
      }
    }
  }

  private static final class Run {

    private final DataInputStream in;
    private final int number;
    private Row head = new Row(new byte[0], new byte[0]);

    Run(DataInputStream in, int number) {
      this.in = in;
      this.number = number;
    }

    Row head() {
      return head;
    }

    boolean advance() throws IOException {
      try {
        byte[] key = new byte[in.readInt()];
        byte[] value = new byte[in.readInt()];
        in.readFully(key);
        in.readFully(value);
        head = new Row(key, value);
        return true;
      } catch (EOFException _) {
        return false;
      }
    }
  }
}
