package io.arvfs.journal.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class RunwayTest {

  private static final int RESERVED = 1 << 20;

  @Property(tries = 200)
  void extend_beforeAppendsOfAnySize_writesOnlyBehindThem(
      @ForAll @Size(max = 40) List<@IntRange(min = 1, max = 20_000) Integer> sizes,
      @ForAll boolean mapped)
      throws IOException {
    CrashDisk disk = new CrashDisk();
    Path path = Path.of("/volume/file");
    disk.makeDirectories(Path.of("/volume"));
    try (DiskFile file = disk.open(path, OpenMode.CREATE_NEW)) {
      file.reserve(0, RESERVED);
      Runway runway = mapped ? Runway.ofMapped(file) : Runway.of(file);
      int end = 0;
      for (int size : sizes) {
        if (size % 3 == 0) {
          runway.skip(end + size);
        } else {
          runway.extend(end + size, RESERVED);
        }
        file.write(ByteBuffer.wrap(filled(size, (byte) 7)), end);
        end += size;
      }

      assertEquals(RESERVED, file.size());
      ByteBuffer all = ByteBuffer.allocate(RESERVED);
      assertEquals(RESERVED, file.read(all, 0));
      byte[] expected = new byte[RESERVED];
      Arrays.fill(expected, 0, end, (byte) 7);
      assertTrue(Arrays.equals(expected, all.array()));
    }
  }

  private static byte[] filled(int size, byte with) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, with);
    return bytes;
  }
}
