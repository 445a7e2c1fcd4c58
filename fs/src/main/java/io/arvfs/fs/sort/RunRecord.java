package io.arvfs.fs.sort;

import io.arvfs.fs.manifest.Piece;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One thing that a manifest's text says of a path. Records of one path stay in the order of the
 * text.
 *
 * @param line where it says so
 * @param length bytes of a file's part, its further records included
 * @param pieces of a file; those with bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record RunRecord(byte[] key, int line, boolean directory, long length, List<Piece> pieces) {

  void write(DataOutput out) throws IOException {
    out.writeInt(key.length);
    out.write(key);
    out.writeInt(line);
    out.writeBoolean(directory);
    out.writeLong(length);
    out.writeInt(pieces.size());
    for (Piece piece : pieces) {
      PieceCodec.write(piece, out);
    }
  }

  static RunRecord read(DataInput in, PieceCodec codec) throws IOException {
    byte[] key = new byte[in.readInt()];
    in.readFully(key);
    int line = in.readInt();
    boolean directory = in.readBoolean();
    long length = in.readLong();
    int count = in.readInt();
    List<Piece> pieces = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      pieces.add(codec.read(in));
    }
    return new RunRecord(key, line, directory, length, pieces);
  }
}
