package io.arvfs.fs.sort;

import io.arvfs.fs.manifest.Overflow;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.OpenMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Keeps a megabyte in memory, and what is more in a file. Confined to one thread. */
public final class DiskOverflow extends Overflow {

  private static final int MEMORY = 1 << 20;

  private final Disk disk;
  private final Path file;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private @Nullable DiskOutput spilled;

  /**
   * @param file is there only while there is more than fits
   */
  public DiskOverflow(Disk disk, Path file) {
    this.disk = disk;
    this.file = file;
  }

  @Override
  public void write(int b) throws IOException {
    bytes.write(b);
  }

  @Override
  public void write(byte[] text, int offset, int count) throws IOException {
    bytes.write(text, offset, count);
    if (bytes.size() >= MEMORY) {
      spill();
    }
  }

  private void spill() throws IOException {
    DiskOutput out = spilled;
    if (out == null) {
      disk.delete(file);
      out = new DiskOutput(disk.open(file, OpenMode.CREATE_NEW));
      spilled = out;
    }
    bytes.writeTo(out);
    bytes.reset();
  }

  @Override
  public void drain(OutputStream target) throws IOException {
    DiskOutput out = spilled;
    if (out != null) {
      out.close();
      spilled = null;
      try (InputStream in = new DiskInput(disk.open(file, OpenMode.READ), 0)) {
        in.transferTo(target);
      }
      disk.delete(file);
    }
    bytes.writeTo(target);
    bytes.reset();
  }

  @Override
  public void close() throws IOException {
    DiskOutput out = spilled;
    if (out != null) {
      spilled = null;
      out.close();
      disk.delete(file);
    }
  }
}
