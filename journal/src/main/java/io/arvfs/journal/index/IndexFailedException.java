package io.arvfs.journal.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * The index cannot be read or written. No data is lost: it can be deleted and made again from the
 * journal.
 */
public class IndexFailedException extends UncheckedIOException {

  private static final long serialVersionUID = 1L;

  public IndexFailedException(String what, Throwable cause) {
    super(new IOException("index: " + what + ": " + cause.getMessage(), cause));
  }

  /** What RocksDB says, as {@link IndexFullException} if that is it. */
  static IndexFailedException of(String what, RocksDBException e) {
    return isFull(e) ? new IndexFullException(what, e) : new IndexFailedException(what, e);
  }

  static boolean isFull(RocksDBException e) {
    Status status = e.getStatus();
    return status != null && status.getSubCode() == Status.SubCode.NoSpace;
  }
}
