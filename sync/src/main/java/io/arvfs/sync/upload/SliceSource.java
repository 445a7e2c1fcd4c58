package io.arvfs.sync.upload;

import java.io.IOException;

/** Where the bytes of slices are. Called by several tasks at once. */
@FunctionalInterface
public interface SliceSource<K> {

  /**
   * Puts {@code length} bytes of the slice, from its byte {@code skip} on, into {@code buffer} at
   * {@code offset}, all of them and verified against whatever checksum the slice has.
   *
   * @throws IOException if they cannot be had or are not what they were
   */
  void read(Slice<K> slice, long skip, byte[] buffer, int offset, int length) throws IOException;
}
