package io.arvfs.journal.checkpoint;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Family;
import io.arvfs.journal.index.Index;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads one checkpoint, checking all it reads; memory does not grow with it. Confined to one
 * thread.
 */
public final class CheckpointReader implements Closeable {

  private final Path path;
  private final DiskFile file;
  private final CheckpointFormat.Header header;

  /** Where the blocks begin. */
  private final long firstBlock;

  /**
   * Opens a checkpoint and reads its header.
   *
   * @throws DamagedCheckpointException if that is no header
   * @throws NewerCheckpointException if this program cannot read the format
   */
  public CheckpointReader(Disk disk, Path path) throws IOException {
    this.path = path;
    this.file = disk.open(path, OpenMode.READ);
    boolean read = false;
    try {
      ByteBuffer preamble = ByteBuffer.allocate(CheckpointFormat.PREAMBLE_BYTES);
      file.read(preamble, 0);
      int rest = CheckpointFormat.headerRest(path, preamble.flip());
      ByteBuffer whole = read(0, CheckpointFormat.PREAMBLE_BYTES + rest);
      this.header = CheckpointFormat.header(path, whole);
      this.firstBlock = whole.limit();
      read = true;
    } finally {
      if (!read) {
        file.close();
      }
    }
  }

  /** Where an index stands that has loaded this. */
  public Applied applied() {
    return header.applied();
  }

  /** The families, in their order here. */
  public List<Family> families() {
    return header.families();
  }

  /**
   * Reads the whole checkpoint and shows its rows. They are worth something only once this has
   * returned.
   *
   * @return how many rows there are
   * @throws DamagedCheckpointException if anything is not as it was written
   */
  public long rows(RowSink sink) throws IOException {
    Pass pass = new Pass(sink);
    long at = firstBlock;
    int length = length(at);
    while (length > 0) {
      at = pass.block(at, length);
      length = length(at);
    }
    pass.trailer(at);
    return pass.rows;
  }

  /**
   * Reads the whole checkpoint.
   *
   * @throws DamagedCheckpointException if anything is not as it was written
   */
  public void verify() throws IOException {
    rows((_, _, _) -> {});
  }

  /**
   * Fills {@code index}, which has no rows, and lets it stand where this checkpoint does. If this
   * fails, the index is of no use and says so when it is opened again.
   *
   * @throws DamagedCheckpointException if anything is not as it was written
   * @throws IllegalArgumentException if the index lacks one of the {@link #families}
   */
  public void load(Index index) throws IOException {
    try (Index.Filling filling = index.fill()) {
      rows(filling::add);
      filling.finish(applied());
    }
  }

  private int length(long at) throws IOException {
    int length = read(at, Integer.BYTES).getInt(0);
    if (length < 0 || length > CheckpointFormat.MAX_BLOCK_BYTES) {
      throw damaged(at, "a block of " + length + " bytes");
    }
    return length;
  }

  private ByteBuffer read(long at, int length) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(length);
    if (file.read(target, at) < length) {
      throw damaged(at, "it ends in the middle");
    }
    return target.flip();
  }

  private DamagedCheckpointException damaged(long at, String what) {
    return new DamagedCheckpointException(path, at, what);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** One reading of the blocks, from the first to the trailer. */
  private final class Pass {

    private final RowSink sink;
    private final CRC32C all = new CRC32C();
    private long rows;
    private int family;
    private byte @Nullable [] last;

    Pass(RowSink sink) {
      this.sink = sink;
      CheckpointFormat.add(all, header.crc());
    }

    /** Reads one block; where the next begins. */
    long block(long at, int length) throws IOException {
      int end = CheckpointFormat.BLOCK_HEAD_BYTES + length;
      ByteBuffer in = read(at, end + Integer.BYTES);
      int crc = in.getInt(end);
      if (CheckpointFormat.crc(in, end) != crc) {
        throw damaged(at, "a block's CRC is wrong");
      }
      CheckpointFormat.add(all, crc);
      in.position(Integer.BYTES).limit(end);
      enter(in.getShort(), at);
      int count = in.getInt();
      for (int i = 0; i < count; i++) {
        row(in, at);
      }
      if (in.hasRemaining()) {
        throw damaged(at, "a block has more than its rows");
      }
      rows += count;
      return at + end + Integer.BYTES;
    }

    private void enter(int next, long at) throws DamagedCheckpointException {
      if (next < family || next >= families().size()) {
        throw damaged(at, "a block of family " + next);
      }
      if (next > family) {
        family = next;
        last = null;
      }
    }

    private void row(ByteBuffer in, long at) throws DamagedCheckpointException {
      byte[] key = bytes(in, in.remaining() < 2 ? -1 : Short.toUnsignedInt(in.getShort()), at);
      byte[] value = bytes(in, in.remaining() < 4 ? -1 : in.getInt(), at);
      if (last != null && Arrays.compareUnsigned(last, key) >= 0) {
        throw damaged(at, "rows are not in their order");
      }
      last = key;
      sink.add(families().get(family), key, value);
    }

    private byte[] bytes(ByteBuffer in, int length, long at) throws DamagedCheckpointException {
      if (length < 0 || length > in.remaining()) {
        throw damaged(at, "a row of " + length + " bytes");
      }
      byte[] bytes = new byte[length];
      in.get(bytes);
      return bytes;
    }

    void trailer(long at) throws IOException {
      ByteBuffer in = read(at, CheckpointFormat.TRAILER_BYTES);
      int end = CheckpointFormat.TRAILER_BYTES - Integer.BYTES;
      all.update(in.slice(0, end));
      if (in.getLong(Integer.BYTES) != rows || in.getInt(end) != (int) all.getValue()) {
        throw damaged(at, "the trailer tells of other rows");
      }
      if (file.size() != at + CheckpointFormat.TRAILER_BYTES) {
        throw damaged(at, "there is more behind the trailer");
      }
    }
  }
}
