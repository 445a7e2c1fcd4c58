package io.arvfs.fs.sort;

import io.arvfs.fs.manifest.ManifestPaths;
import io.arvfs.fs.manifest.PathRow;
import io.arvfs.fs.manifest.Piece;
import io.arvfs.fs.manifest.RegularFile;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.OpenMode;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The paths of a manifest in a file, in order, and in memory a key every 4 KiB. Each walk opens the
 * file anew. Thread-safe.
 */
public final class SortedPaths implements ManifestPaths {

  private static final int BYTES_PER_STEP = 4 << 10;
  private static final int DIRECTORY = -1;

  private final Disk disk;
  private final Path file;
  private final long count;
  private final byte[][] keys;
  private final long[] offsets;

  /** The step that was asked for last: who asks often asks in order. */
  private volatile @Nullable Step last;

  private SortedPaths(Disk disk, Path file, long count, List<byte[]> keys, List<Long> offsets) {
    this.disk = disk;
    this.file = file;
    this.count = count;
    this.keys = keys.toArray(new byte[0][]);
    this.offsets = offsets.stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public Walk walk() throws IOException {
    return walk(0);
  }

  private Rows walk(long offset) throws IOException {
    return new Rows(new DiskInput(disk.open(file, OpenMode.READ), offset), count);
  }

  @Override
  public Optional<PathRow> find(byte[] key) throws IOException {
    int step = Arrays.binarySearch(keys, key, Arrays::compareUnsigned);
    step = step < 0 ? -step - 2 : step;
    if (step < 0) {
      return Optional.empty();
    }
    return step(step).rows().stream().filter(row -> Arrays.equals(row.key(), key)).findFirst();
  }

  /** What stands between two of the keys in memory. */
  private record Step(int number, List<PathRow> rows) {}

  private Step step(int number) throws IOException {
    Step known = last;
    if (known != null && known.number() == number) {
      return known;
    }
    List<PathRow> rows = new ArrayList<>();
    try (Rows walk = walk(offsets[number])) {
      byte @Nullable [] end = number + 1 < keys.length ? keys[number + 1] : null;
      PathRow row = walk.next();
      while (row != null && (end == null || Arrays.compareUnsigned(row.key(), end) < 0)) {
        rows.add(row);
        row = walk.next();
      }
    }
    Step step = new Step(number, rows);
    last = step;
    return step;
  }

  /** Deletes the file; no walk can begin any more. */
  public void delete() throws IOException {
    disk.delete(file);
  }

  /** The file as it is written. */
  static final class Writer implements Closeable {

    private final Disk disk;
    private final Path file;
    private final DiskOutput out;
    private final DataOutputStream data;
    private final List<byte[]> keys = new ArrayList<>();
    private final List<Long> offsets = new ArrayList<>();
    private long count;

    Writer(Disk disk, Path file, DiskOutput out) {
      this.disk = disk;
      this.file = file;
      this.out = out;
      this.data = new DataOutputStream(out);
    }

    void add(PathRow row) throws IOException {
      if (offsets.isEmpty() || out.position() >= offsets.getLast() + BYTES_PER_STEP) {
        keys.add(row.key());
        offsets.add(out.position());
      }
      data.writeInt(row.key().length);
      data.write(row.key());
      List<Piece> pieces = row.file().map(RegularFile::pieces).orElse(List.of());
      data.writeInt(row.isDirectory() ? DIRECTORY : pieces.size());
      for (Piece piece : pieces) {
        PieceCodec.write(piece, data);
      }
      count++;
    }

    SortedPaths finish() throws IOException {
      out.flush();
      return new SortedPaths(disk, file, count, keys, offsets);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  private static final class Rows implements Walk {

    private final DataInputStream in;
    private final PieceCodec codec = new PieceCodec();
    private long left;

    /**
     * @param most rows there can be at most
     */
    Rows(DiskInput in, long most) {
      this.in = new DataInputStream(in);
      this.left = most;
    }

    @Override
    public @Nullable PathRow next() throws IOException {
      int first = left == 0 ? -1 : in.read();
      if (first < 0) {
        return null;
      }
      left--;
      byte[] key = new byte[first << 24 | in.readUnsignedShort() << 8 | in.readUnsignedByte()];
      in.readFully(key);
      int count = in.readInt();
      return new PathRow(key, count == DIRECTORY ? Optional.empty() : Optional.of(file(count)));
    }

    private RegularFile file(int count) throws IOException {
      List<Piece> pieces = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        pieces.add(codec.read(in));
      }
      return new RegularFile(pieces);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
