package io.arvfs.journal.checkpoint;

import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.index.Family;
import io.arvfs.journal.index.Index.Snapshot;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Writes the rows of a snapshot into one file. Memory does not grow with the rows. What is written
 * is forced a few MiB at a time, so that nobody else's force has to wait for all of it.
 */
final class CheckpointWriter {

  private static final int BLOCK_BYTES = 256 << 10;
  private static final int UNFORCED_BYTES = 8 << 20;

  private final DiskFile file;
  private final List<Family> families;
  private final Checkpoints.Limits limits;
  private final CRC32C all = new CRC32C();
  private long at;
  private long forced;
  private long rows;

  /**
   * @param limits when to give up
   */
  CheckpointWriter(DiskFile file, List<Family> families, Checkpoints.Limits limits) {
    this.file = file;
    this.families = families;
    this.limits = limits;
  }

  /**
   * Writes and forces all of it.
   *
   * @throws InterruptedIOException if it was stopped
   * @throws OutOfSpaceException if it became too large
   */
  void write(Snapshot snapshot) throws IOException {
    ByteBuffer header = CheckpointFormat.header(snapshot.applied(), families);
    CheckpointFormat.add(all, header.getInt(header.limit() - Integer.BYTES));
    put(header);
    for (int family = 0; family < families.size(); family++) {
      Block block = Block.first(snapshot, families.get(family));
      while (!block.keys.isEmpty()) {
        put(block.encoded(family, all));
        rows += block.keys.size();
        block = block.next(snapshot);
      }
    }
    ByteBuffer trailer = ByteBuffer.allocate(CheckpointFormat.TRAILER_BYTES);
    trailer.putInt(0).putLong(rows);
    all.update(trailer.slice(0, trailer.position()));
    put(trailer.putInt((int) all.getValue()).flip());
    file.force();
  }

  private void put(ByteBuffer bytes) throws IOException {
    if (limits.stopped().getAsBoolean()) {
      throw new InterruptedIOException("a checkpoint was given up");
    }
    int length = bytes.remaining();
    if (at + length > limits.mostBytes()) {
      throw new OutOfSpaceException(
          "a checkpoint takes more than the "
              + limits.mostBytes()
              + " bytes that there are for it");
    }
    file.write(bytes, at);
    at += length;
    if (at - forced >= UNFORCED_BYTES) {
      file.force();
      forced = at;
    }
  }

  /** Rows that are read at once, so that nothing is held in the index while they are written. */
  private static final class Block {

    private final Family family;
    private final List<byte[]> keys = new ArrayList<>();
    private final List<byte[]> values = new ArrayList<>();
    private int bytes;

    private Block(Snapshot snapshot, Family family, byte[] from) {
      this.family = family;
      snapshot.scan(family, from, this::add);
    }

    static Block first(Snapshot snapshot, Family family) {
      return new Block(snapshot, family, new byte[0]);
    }

    /** The rows behind these: the next key in order is the last one with a zero byte. */
    Block next(Snapshot snapshot) {
      byte[] last = keys.getLast();
      return new Block(snapshot, family, Arrays.copyOf(last, last.length + 1));
    }

    private boolean add(byte[] key, byte[] value) {
      if (key.length > CheckpointFormat.MAX_KEY_BYTES) {
        throw new IllegalStateException("a key of " + key.length + " bytes in " + family);
      }
      keys.add(key);
      values.add(value);
      bytes += Short.BYTES + key.length + Integer.BYTES + value.length;
      return bytes < BLOCK_BYTES;
    }

    ByteBuffer encoded(int number, CRC32C all) {
      int length = CheckpointFormat.BLOCK_HEAD_BYTES + bytes + Integer.BYTES;
      ByteBuffer out = ByteBuffer.allocate(length);
      out.putInt(bytes).putShort((short) number).putInt(keys.size());
      for (int i = 0; i < keys.size(); i++) {
        out.putShort((short) keys.get(i).length).put(keys.get(i));
        out.putInt(values.get(i).length).put(values.get(i));
      }
      int crc = CheckpointFormat.crc(out, out.position());
      CheckpointFormat.add(all, crc);
      return out.putInt(crc).flip();
    }
  }
}
