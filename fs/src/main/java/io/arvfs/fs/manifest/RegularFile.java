package io.arvfs.fs.manifest;

import java.util.ArrayList;
import java.util.List;

/** A file as a list of pieces, in the order of its bytes. Immutable. */
public final class RegularFile implements Node {

  /** The file without bytes and without pieces. */
  public static final RegularFile EMPTY = new RegularFile(List.of());

  private final List<Piece> pieces;
  private final long length;

  /** Copies {@code pieces}; neighbours are not merged and pieces of length 0 are kept. */
  public RegularFile(List<Piece> pieces) {
    this.pieces = List.copyOf(pieces);
    this.length = this.pieces.stream().mapToLong(Piece::length).sum();
  }

  public List<Piece> pieces() {
    return pieces;
  }

  /** The number of bytes. */
  public long length() {
    return length;
  }

  /**
   * Whether both are made of the same bytes of the same blocks: neighbouring pieces count as one,
   * pieces of length 0 as none, hints and signatures do not count. Equal bytes from different
   * blocks are not recognised.
   */
  @Override
  @SuppressWarnings("ReferenceEquality") // A shared file is the same without a look inside.
  public boolean sameContent(Node other) {
    return this == other
        || (other instanceof RegularFile that
            && length == that.length
            && sameExtents(extents(), that.extents()));
  }

  private static boolean sameExtents(List<Piece> left, List<Piece> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      Piece a = left.get(i);
      Piece b = right.get(i);
      if (a.offset() != b.offset()
          || a.length() != b.length()
          || !a.locator().block().equals(b.locator().block())) {
        return false;
      }
    }
    return true;
  }

  /** The pieces that hold bytes, neighbours in one block merged: one form for each content. */
  public List<Piece> extents() {
    List<Piece> merged = new ArrayList<>(pieces.size());
    for (Piece piece : pieces) {
      if (piece.length() == 0) {
        continue;
      }
      Piece last = merged.isEmpty() ? null : merged.getLast();
      if (last != null && last.runsInto(piece)) {
        merged.set(
            merged.size() - 1,
            new Piece(last.locator(), last.offset(), last.length() + piece.length()));
      } else {
        merged.add(piece);
      }
    }
    return merged;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RegularFile that && pieces.equals(that.pieces);
  }

  @Override
  public int hashCode() {
    return pieces.hashCode();
  }

  @Override
  public String toString() {
    return pieces.toString();
  }
}
