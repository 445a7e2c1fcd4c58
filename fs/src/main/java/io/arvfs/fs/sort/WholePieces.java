package io.arvfs.fs.sort;

import io.arvfs.fs.manifest.LocatorToken;
import io.arvfs.fs.manifest.Piece;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pieces as bytes and back, with everything that their locators say, those without bytes included.
 * Remembers the last locator, which the next row mostly names, too. Confined to one thread.
 */
public final class WholePieces {

  private @Nullable LocatorToken last;

  /** All of {@code pieces}. */
  public static byte[] encode(List<Piece> pieces) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    LocatorToken before = LocatorToken.EMPTY_BLOCK;
    for (Piece piece : pieces) {
      boolean other = !piece.locator().equals(before);
      out.writeBoolean(other);
      if (other) {
        out.writeUTF(piece.locator().text());
        before = piece.locator();
      }
      out.writeInt(piece.offset());
      out.writeInt(piece.length());
    }
    return bytes.toByteArray();
  }

  /** Adds what {@code row} holds from {@code offset} on to {@code pieces}. */
  public void decode(byte[] row, int offset, List<Piece> pieces) throws IOException {
    DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(row, offset, row.length - offset));
    LocatorToken locator = LocatorToken.EMPTY_BLOCK;
    while (in.available() > 0) {
      locator = in.readBoolean() ? locator(in.readUTF()) : locator;
      pieces.add(new Piece(locator, in.readInt(), in.readInt()));
    }
  }

  /** The pieces of a row that holds nothing else. */
  public List<Piece> decode(byte[] row) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    decode(row, 0, pieces);
    return pieces;
  }

  private LocatorToken locator(String text) {
    LocatorToken known = last;
    if (known == null || !known.text().equals(text)) {
      known = new LocatorToken(text);
      last = known;
    }
    return known;
  }
}
