package io.arvfs.fs.tree;

import io.arvfs.journal.event.Ino;
import io.arvfs.journal.index.Rows;
import java.nio.ByteBuffer;

/** All extents of all files, those without a name too. As thread-safe as the rows are. */
public final class LiveExtents {

  private LiveExtents() {}

  /** Sees one extent after the other. */
  @FunctionalInterface
  public interface Visitor {

    /** Sees an extent of the file {@code ino}. */
    void visit(Ino ino, Extent extent);
  }

  /** Shows every extent, by inode and offset. */
  public static void visit(Rows rows, Visitor visitor) {
    rows.scan(
        TreeFamilies.EXTENTS,
        new byte[0],
        (key, value) -> {
          ByteBuffer in = ByteBuffer.wrap(key);
          visitor.visit(new Ino(in.getLong()), RowCodec.extent(in.getLong(), value));
          return true;
        });
  }
}
