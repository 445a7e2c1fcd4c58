package io.arvfs.sync.arvados;

import java.io.IOException;
import java.io.OutputStream;

/** The exact bytes of a request's body, the same each time they are written. Thread-safe. */
public interface RequestBytes {

  /** How many they are. */
  long length();

  /** Writes all of them; does not close {@code out}. */
  void writeTo(OutputStream out) throws IOException;

  /** Bytes on the heap, which nobody changes. */
  static RequestBytes of(byte[] bytes) {
    return new RequestBytes() {
      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
      }
    };
  }
}
