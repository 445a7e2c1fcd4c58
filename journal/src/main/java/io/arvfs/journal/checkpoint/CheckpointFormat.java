package io.arvfs.journal.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Family;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A checkpoint as bytes: a header, blocks of rows, a trailer. All numbers are big-endian:
 *
 * <pre>
 * header   8  magic: F7 41 72 76 43 6B 70 74 (0xF7, "ArvCkpt")
 *          4  format version, 1
 *          4  n, the bytes of the header behind this number and before its CRC
 *          8  position        8  epoch        4  CRC of that entry's frame
 *          2  number of families; each: length (1), name in UTF-8
 *          4  CRC32C of all bytes before
 * block    4  n, the bytes of its rows, from 1 to 32 MiB
 *          2  which family, from 0     4  number of rows
 *          n  rows, each: length of the key (2), key, length of the value (4), value
 *          4  CRC32C of the block's bytes before
 * trailer  4  0
 *          8  number of all rows
 *          4  CRC32C of: the header's CRC, each block's CRC, the 12 bytes before
 * </pre>
 *
 * <p>Blocks stand in the order of the families, rows in the unsigned order of their keys. A file
 * without its trailer, or with more behind it, is no checkpoint.
 */
final class CheckpointFormat {

  static final int VERSION = 1;
  static final long MAGIC = 0xF741_7276_436B_7074L;

  /** Magic, version and length. */
  static final int PREAMBLE_BYTES = 16;

  static final int BLOCK_HEAD_BYTES = 10;
  static final int TRAILER_BYTES = 16;
  static final int MAX_HEADER_BYTES = 1 << 16;
  static final int MAX_BLOCK_BYTES = 32 << 20;
  static final int MAX_KEY_BYTES = 0xffff;

  private static final int APPLIED_BYTES = 22;

  private CheckpointFormat() {}

  static ByteBuffer header(Applied applied, List<Family> families) {
    List<byte[]> names = families.stream().map(f -> f.name().getBytes(UTF_8)).toList();
    int body = APPLIED_BYTES + names.stream().mapToInt(n -> 1 + n.length).sum();
    ByteBuffer out = ByteBuffer.allocate(PREAMBLE_BYTES + body + Integer.BYTES);
    out.putLong(MAGIC).putInt(VERSION).putInt(body);
    out.putLong(applied.position().value()).putLong(applied.epoch()).putInt(applied.crc());
    out.putShort((short) names.size());
    names.forEach(name -> out.put((byte) name.length).put(name));
    return out.putInt(crc(out, out.position())).flip();
  }

  /** What a header says. */
  record Header(Applied applied, List<Family> families, int crc) {}

  /** The bytes of a header behind its preamble, CRC included. */
  static int headerRest(Path file, ByteBuffer preamble)
      throws DamagedCheckpointException, NewerCheckpointException {
    if (preamble.remaining() < PREAMBLE_BYTES || preamble.getLong(0) != MAGIC) {
      throw new DamagedCheckpointException(file, 0, "it does not begin as one");
    }
    int version = preamble.getInt(8);
    if (version > VERSION) {
      throw new NewerCheckpointException(file, version);
    }
    int body = preamble.getInt(12);
    if (version < 1 || body < APPLIED_BYTES || body > MAX_HEADER_BYTES) {
      throw new DamagedCheckpointException(file, 8, "version " + version + ", length " + body);
    }
    return body + Integer.BYTES;
  }

  /** Reads a whole header. */
  static Header header(Path file, ByteBuffer whole) throws DamagedCheckpointException {
    int end = whole.limit() - Integer.BYTES;
    if (crc(whole, end) != whole.getInt(end)) {
      throw new DamagedCheckpointException(file, 0, "the header's CRC is wrong");
    }
    ByteBuffer in = whole.duplicate().position(PREAMBLE_BYTES).limit(end);
    Applied applied = new Applied(new Position(in.getLong()), in.getLong(), in.getInt());
    List<Family> families = new ArrayList<>();
    for (int count = in.getShort(); count > 0; count--) {
      byte[] name = new byte[Byte.toUnsignedInt(in.get())];
      in.get(name);
      families.add(new Family(new String(name, UTF_8)));
    }
    return new Header(applied, families, whole.getInt(end));
  }

  /** CRC32C of the first {@code length} bytes. */
  static int crc(ByteBuffer bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(0, length));
    return (int) crc.getValue();
  }

  /** Takes one more CRC into the trailer's. */
  static void add(CRC32C all, int crc) {
    all.update(ByteBuffer.allocate(Integer.BYTES).putInt(crc).flip());
  }
}
