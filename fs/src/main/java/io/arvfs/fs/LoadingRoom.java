package io.arvfs.fs;

import io.arvfs.fs.manifest.ManifestTarget;
import io.arvfs.journal.Bound;
import io.arvfs.journal.host.OutOfSpaceException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Room within a volume's bound for a collection that is being loaded. It is asked for while the
 * text arrives: for the text itself, and for what so many files are going to take in the index and
 * in two checkpoints, without which the log could not be shortened any more. So what does not fit
 * is refused early, and takes nothing from the work that is there. For one collection; confined to
 * who loads it.
 */
final class LoadingRoom {

  private static final int STEP_BYTES = 64 << 10;

  /** Of a file in a checkpoint, beside its name; measured. */
  private static final long ROWS_BYTES_PER_FILE = 190;

  private static final int ROWS_BYTES_PER_TEXT_BYTE = 2;

  private final Bound bound;
  private long textBytes;

  /** Words of the text, of which all but a few name a file. */
  private long files;

  LoadingRoom(Bound bound) {
    this.bound = bound;
  }

  /** As {@code target}, to which no more goes than there is room for. */
  ManifestTarget within(ManifestTarget target) {
    return () -> {
      textBytes = 0;
      files = 0;
      return new Asking(target.begin());
    };
  }

  /**
   * Returns when there is room for the rows of the text that has arrived.
   *
   * @throws OutOfSpaceException if there is none, nor will be soon
   */
  void awaitRows() throws IOException {
    await(0);
  }

  private void await(int moreTextBytes) throws IOException {
    try {
      bound.awaitOwnRoom(moreTextBytes + rowsBytes());
    } catch (OutOfSpaceException e) {
      throw new OutOfSpaceException(
          "a collection of %d files or more does not fit: %s".formatted(files, e.getMessage()), e);
    }
  }

  /** Two checkpoints, and the index, which is compressed. */
  private long rowsBytes() {
    long checkpoint = files * ROWS_BYTES_PER_FILE + textBytes * ROWS_BYTES_PER_TEXT_BYTE;
    return 2 * checkpoint + checkpoint / 2;
  }

  /** A text that asks for room before each step. */
  private final class Asking extends FilterOutputStream {

    private int left;

    Asking(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (length > left) {
        int step = Math.max(length, STEP_BYTES);
        await(step);
        bound.stored(step);
        left = step;
      }
      left -= length;
      textBytes += length;
      for (int i = offset; i < offset + length; i++) {
        files += bytes[i] == ' ' ? 1 : 0;
      }
      out.write(bytes, offset, length);
    }
  }
}
