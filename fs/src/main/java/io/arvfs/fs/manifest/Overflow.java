package io.arvfs.fs.manifest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Takes bytes that have to wait, and gives all of them back at once. */
public abstract class Overflow extends OutputStream {

  /** Hands all that was written on, and begins anew. */
  public abstract void drain(OutputStream target) throws IOException;

  /** All of it in memory. */
  public static Overflow inMemory() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    return new Overflow() {
      @Override
      public void write(int b) {
        bytes.write(b);
      }

      @Override
      public void write(byte[] text, int offset, int count) {
        bytes.write(text, offset, count);
      }

      @Override
      public void drain(OutputStream target) throws IOException {
        bytes.writeTo(target);
        bytes.reset();
      }
    };
  }
}
