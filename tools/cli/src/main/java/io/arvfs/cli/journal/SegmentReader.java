package io.arvfs.cli.journal;

import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/** The segments of a volume, for reading alone. Confined to one thread. */
public final class SegmentReader implements Closeable {

  private static final int MAX_OPEN = 64;
  private static final int CHECK_BYTES = 1 << 20;

  private final Disk disk;
  private final Path directory;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(CHECK_BYTES);
  private final Map<Integer, DiskFile> open = new LinkedHashMap<>(16, 0.75f, true);

  public SegmentReader(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /** The file of a segment, there or not. */
  public Path file(int number) {
    return directory.resolve(String.format(Locale.ROOT, "%08d.segment", number));
  }

  /** Why the bytes of {@code range} cannot all be there, by the length of the file; or nothing. */
  public Optional<String> missing(SegmentRange range) throws IOException {
    try {
      return segment(range.segment()).size() < range.end()
          ? Optional.of("are cut off")
          : Optional.empty();
    } catch (NoSuchFileException _) {
      return Optional.of("are gone with their segment");
    }
  }

  /** Why the bytes of {@code range} are not what was written; or nothing. */
  public Optional<String> wrong(SegmentRange range) throws IOException {
    Optional<String> missing = missing(range);
    if (missing.isPresent()) {
      return missing;
    }
    DiskFile segment = segment(range.segment());
    CRC32C crc = new CRC32C();
    int done = 0;
    while (done < range.length()) {
      buffer.clear().limit(Math.min(CHECK_BYTES, range.length() - done));
      int read;
      try {
        read = segment.read(buffer, range.offset() + done);
      } catch (IOException e) {
        return Optional.of("cannot be read (" + e.getMessage() + ")");
      }
      if (read <= 0) {
        return Optional.of("are cut off");
      }
      crc.update(buffer.flip());
      done += read;
    }
    return (int) crc.getValue() == range.crc()
        ? Optional.empty()
        : Optional.of("have another checksum");
  }

  /** All bytes of {@code range}, as they stand there. */
  public ByteBuffer read(SegmentRange range) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(range.length());
    segment(range.segment()).read(bytes, range.offset());
    return bytes.flip();
  }

  private DiskFile segment(int number) throws IOException {
    DiskFile known = open.get(number);
    if (known != null) {
      return known;
    }
    DiskFile opened = disk.open(file(number), OpenMode.READ);
    open.put(number, opened);
    if (open.size() > MAX_OPEN) {
      int oldest = open.keySet().iterator().next();
      DiskFile closing = open.remove(oldest);
      if (closing != null) {
        closing.close();
      }
    }
    return opened;
  }

  @Override
  public void close() throws IOException {
    for (DiskFile file : open.values()) {
      file.close();
    }
    open.clear();
  }
}
