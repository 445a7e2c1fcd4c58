package io.arvfs.fs.sort;

import io.arvfs.fs.manifest.LocatorToken;
import io.arvfs.fs.manifest.Piece;
import io.arvfs.journal.event.BlockId;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Pieces as bytes and back, without hints. Remembers the last block, which the next piece mostly
 * stands in, too. Confined to one thread.
 */
final class PieceCodec {

  private static final int MD5_BYTES = 16;
  private static final HexFormat HEX = HexFormat.of();

  private @Nullable LocatorToken last;
  private long lastHigh;
  private long lastLow;

  static void write(Piece piece, DataOutput out) throws IOException {
    out.write(HEX.parseHex(piece.locator().md5()), 0, MD5_BYTES);
    out.writeInt(piece.locator().size());
    out.writeInt(piece.offset());
    out.writeInt(piece.length());
  }

  Piece read(DataInput in) throws IOException {
    long high = in.readLong();
    long low = in.readLong();
    LocatorToken block = block(high, low, in.readInt());
    return new Piece(block, in.readInt(), in.readInt());
  }

  private LocatorToken block(long high, long low, int size) {
    LocatorToken known = last;
    if (known == null || high != lastHigh || low != lastLow || known.size() != size) {
      String md5 = HEX.toHexDigits(high) + HEX.toHexDigits(low);
      known = LocatorToken.of(new BlockId(md5, size));
      last = known;
      lastHigh = high;
      lastLow = low;
    }
    return known;
  }
}
